using System.Diagnostics;
using ModelOps.Core;
using ModelOps.Tests;

namespace ModelOps.Training.Tests;

/// <summary>What a worker process does when it is stopped, when its disk is full and when a checkpoint is damaged.</summary>
public sealed class WorkerTests : IDisposable
{
    private const string Long = """
        network: { family: mlp, hidden: [64, 64] }
        epochs: 2000
        batch: 32
        threads: 1
        device: cpu
        checkpoint: { every_epochs: 5, keep: 3 }
        """;

    private readonly DigitsHome home = new();

    [Fact]
    public async Task StopSavesInTheMiddleAndResumeEndsAsIfLeftAlone()
    {
        const string profile = "network: { family: mlp, hidden: [32] }\nepochs: 60\nbatch: 16\nthreads: 1\ndevice: cpu\ncheckpoint: { every_epochs: 20 }";
        var alone = home.End(home.Start("alone", profile).Id, SessionState.Completed);
        var session = home.Start("stopped", profile);
        home.Wait(session.Id, "taking steps", s => s.Step > 0);
        var stopped = await home.Workspace.Trainings.StopAsync(session.Id);
        if (stopped.State == SessionState.Stopped)
        {
            Assert.Equal(stopped.Step, home.Checkpoints(session.Id).List()[0].Step);
            home.Workspace.Trainings.Resume(session.Id);
        }
        var ended = home.End(session.Id, SessionState.Completed);
        Assert.Equal(home.Weights(alone), home.Weights(ended));
        Assert.Equal(home.Scores(alone.Id), home.Scores(ended.Id));
    }

    [Fact]
    public void TerminationSignalStopsWithACheckpoint()
    {
        var session = home.Start("terminated", Long);
        session = home.Wait(session.Id, "taking steps", s => s.Step > 0 && s.ProcessId is not null);
        Signal(session, UnixSignal.Interrupt);
        Signal(session, UnixSignal.HangUp);
        Signal(session, UnixSignal.Terminate);
        var stopped = home.End(session.Id, SessionState.Stopped);
        Assert.Equal(stopped.Step, home.Checkpoints(session.Id).List()[0].Step);
    }

    [Fact]
    public async Task CancelEndsWithoutAnotherCheckpoint()
    {
        var session = home.Start("cancelled", Long.Replace("every_epochs: 5", "every_epochs: 1000", StringComparison.Ordinal));
        home.Wait(session.Id, "taking steps", s => s.Step > 0);
        var cancelled = await home.Workspace.Trainings.StopAsync(session.Id, force: true);
        Assert.Equal(SessionState.Cancelled, cancelled.State);
        Assert.Equal([0L], home.Checkpoints(session.Id).List().Select(c => c.Step));
    }

    [Fact]
    public async Task TruncatedCheckpointIsPassedOverAndSaidSo()
    {
        var session = home.Start("truncated", Long);
        home.Wait(session.Id, "with two checkpoints", s => home.Checkpoints(s.Id).List().Count >= 3);
        await home.Workspace.Trainings.StopAsync(session.Id);
        var list = home.Checkpoints(session.Id).List();
        using (var weights = File.OpenWrite(list[0].File("model.safetensors")))
            weights.SetLength(weights.Length / 2);

        home.Workspace.Trainings.Resume(session.Id);
        home.Wait(session.Id, "beyond the older checkpoint", s => s.State == SessionState.Running && s.Step > list[1].Step);
        await home.Workspace.Trainings.StopAsync(session.Id);
        string log = home.Log(session.Id);
        Assert.Contains($"{list[0].Path} is damaged and was passed over", log);
        Assert.Contains($"Continues from the checkpoint of step {list[1].Step}", log);
    }

    [Fact]
    public async Task WithoutASoundCheckpointNothingIsStartedAnew()
    {
        var session = home.Start("damaged", Long);
        home.Wait(session.Id, "taking steps", s => s.Step > 0);
        await home.Workspace.Trainings.StopAsync(session.Id);
        foreach (var checkpoint in home.Checkpoints(session.Id).List())
            File.WriteAllText(checkpoint.File("state.json"), "{}");
        var error = Assert.Throws<ModelOpsException>(() => home.Workspace.Trainings.Resume(session.Id));
        Assert.Equal(ErrorKind.Damaged, error.Kind);
    }

    [Fact]
    public void FullDiskKeepsTheOlderCheckpointAndTheTrainingGoesOn()
    {
        // A limit on the size of files, set on the running worker, refuses what a full disk would.
        var session = home.Start("full", Long.Replace("[64, 64]", "[1024, 2048]", StringComparison.Ordinal).Replace("every_epochs: 5", "every_epochs: 1", StringComparison.Ordinal));
        session = home.Wait(session.Id, "with a checkpoint", s => home.Checkpoints(s.Id).List().Count >= 2 && s.ProcessId is not null);
        FileSizeLimit.Set(session.ProcessId!.Value, 5_000_000);
        home.Wait(session.Id, "warned", s => home.Log(s.Id).Contains("could not be written", StringComparison.Ordinal));
        var before = home.Checkpoints(session.Id);
        Assert.All(before.List(), checkpoint => Assert.Null(before.Verify(checkpoint)));
        long step = home.Wait(session.Id, "going on", s => s.State == SessionState.Running).Step;
        home.Wait(session.Id, "further", s => s.Step > step + 10);

        FileSizeLimit.Set(session.ProcessId!.Value, null);
        long newest = before.List()[0].Step;
        home.Wait(session.Id, "with a newer checkpoint", s => before.List()[0].Step > newest);
    }

    public void Dispose() => home.Dispose();

    private static void Signal(TrainingSession session, int signal) => UnixSignal.Send(session.ProcessId!.Value, signal);
}
