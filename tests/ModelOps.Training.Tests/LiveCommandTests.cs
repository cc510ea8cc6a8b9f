using System.Diagnostics;
using ModelOps.Core;

namespace ModelOps.Training.Tests;

/// <summary>
/// Commands to a real worker: each is answered within a second, whatever the worker is at, and the run ends as if left alone.
/// </summary>
public sealed class LiveCommandTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private const string Profile = """
        network: { family: mlp, hidden: [32] }
        epochs: 150
        batch: 16
        threads: 1
        device: cpu
        checkpoint: { every_epochs: 10 }
        """;

    private readonly DigitsHome home = new();
    private readonly List<(string What, TimeSpan Time)> slow = [];

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task CommandsAreAnsweredWithinASecond()
    {
        var trainings = home.Workspace.Trainings;
        var session = home.Start("commanded", Profile.Replace("150", "100000", StringComparison.Ordinal));
        var id = home.Wait(session.Id, "running", s => s is { State: SessionState.Running, Step: > 0 }).Id;

        Assert.Equal(SessionState.Paused, (await Timed("pause", () => trainings.PauseAsync(id))).State);
        long held = home.Workspace.Sessions.Get(id).Step;
        await Task.Delay(400);
        Assert.Equal(held, home.Workspace.Sessions.Get(id).Step);
        await Timed("evaluate in a pause", () => trainings.EvaluateAsync(id));
        var evaluation = await Evaluation(id);
        Assert.Equal(held, evaluation.Step);
        await Timed("limit in a pause", () => trainings.LimitAsync(id, 0.2));
        Assert.Equal(SessionState.Running, Resumed("resume", id).State);

        // One step in five seconds: all that follows comes in the midst of a wait.
        await Task.Delay(300);
        await Timed("evaluate in a wait", () => trainings.EvaluateAsync(id));
        Assert.Equal(SessionState.Paused, (await Timed("pause in a wait", () => trainings.PauseAsync(id))).State);
        Assert.Equal(SessionState.Running, Resumed("resume in a wait", id).State);
        var limited = home.Workspace.Sessions.Get(id);
        Assert.InRange(limited.Step, held, held + 3);
        Assert.Equal(0.2, limited.StepsPerSecond);
        await Timed("no limit", () => trainings.LimitAsync(id, 0));
        home.Wait(id, "fast again", s => s.Step > limited.Step + 50);
        await Timed("limit", () => trainings.LimitAsync(id, 0.2));
        var stopped = await Timed("stop in a wait", () => trainings.StopAsync(id));
        Assert.Equal((SessionState.Stopped, stopped.Step), (stopped.State, home.Checkpoints(id).List()[0].Step));
        var log = home.Workspace.Logs.Read(id).Select(e => e.Message).ToList();
        Assert.Contains("Takes at most 0.2 steps a second from now on.", log);
        Assert.Contains("Takes as many steps a second as it can from now on.", log);

        trainings.Resume(id);
        home.Wait(id, "running", s => s.State == SessionState.Running);
        Assert.Equal(0.2, home.Workspace.Sessions.Get(id).StepsPerSecond);
        Assert.Equal(SessionState.Cancelled, (await Timed("cancel in a wait", () => trainings.StopAsync(id, force: true))).State);
        // A loaded machine may hold up one of them.
        Assert.True(slow.Count <= 1 && slow.TrueForAll(s => s.Time < 4 * Second),
            string.Join("; ", slow.Select(s => $"{s.What} took {s.Time.TotalSeconds:F2} s")));
    }

    [Fact]
    public async Task ARunWithCommandsEndsBitByBitAsTheOneLeftAlone()
    {
        var alone = home.End(home.Start("alone", Profile).Id, SessionState.Completed);
        var trainings = home.Workspace.Trainings;
        var id = home.Start("disturbed", Profile).Id;
        home.Wait(id, "running", s => s is { State: SessionState.Running, Step: > 0 });
        foreach (var limit in new[] { 300.0, 500.0, 200.0 })
        {
            await trainings.LimitAsync(id, limit);
            await trainings.EvaluateAsync(id);
            await trainings.PauseAsync(id);
            await trainings.EvaluateAsync(id);
            trainings.Resume(id);
        }
        await trainings.LimitAsync(id, 0);
        var disturbed = home.End(id, SessionState.Completed);
        Assert.Equal(home.Weights(alone), home.Weights(disturbed));
        Assert.Equal(home.Scores(alone.Id), home.Scores(disturbed.Id));
        Assert.NotEmpty(home.Workspace.Metrics.Read(id, ["evaluation_loss"]));
    }

    [Fact]
    public async Task APausedWorkerThatIsKilledIsInterruptedAndResumesExactly()
    {
        var alone = home.End(home.Start("alone", Profile).Id, SessionState.Completed);
        var id = home.Start("killed", Profile).Id;
        home.Wait(id, "beyond a checkpoint", s => home.Checkpoints(s.Id).List().Count > 1 || s.State.IsFinal());
        var paused = await home.Workspace.Trainings.PauseAsync(id);
        Process.GetProcessById(paused.ProcessId!.Value).Kill();
        var interrupted = home.Wait(id, "interrupted", s => s.State.IsFinal());
        Assert.Equal(SessionState.Interrupted, interrupted.State);
        home.Workspace.Trainings.Resume(id);
        var ended = home.End(id, SessionState.Completed);
        Assert.Equal(home.Weights(alone), home.Weights(ended));
        Assert.Equal(home.Scores(alone.Id), home.Scores(ended.Id));
    }

    private TrainingSession Resumed(string what, string id)
    {
        var watch = Stopwatch.StartNew();
        var session = home.Workspace.Trainings.Resume(id);
        Note(what, watch.Elapsed);
        return session;
    }

    private async Task<TrainingSession> Timed(string what, Func<Task<TrainingSession>> ask)
    {
        var watch = Stopwatch.StartNew();
        var session = await ask();
        Note(what, watch.Elapsed);
        return session;
    }

    private void Note(string what, TimeSpan time)
    {
        if (time > Second)
            slow.Add((what, time));
    }

    private async Task<MetricPoint> Evaluation(string id)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(20))
        {
            if (home.Workspace.Metrics.Read(id, ["evaluation_loss"]) is [.., var point])
                return point;
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1));
        }
    }
}
