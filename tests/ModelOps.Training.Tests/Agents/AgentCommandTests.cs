using System.Diagnostics;
using ModelOps.Core;

namespace ModelOps.Training.Tests.Agents;

/// <summary>Commands to real workers that train agents: each does what it says, and the run ends as one that was left alone.</summary>
public sealed class AgentCommandTests : IDisposable
{
    private readonly DigitsHome home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("dqn, total_steps: 60000, evaluate_every: 20000, evaluation_episodes: 3, buffer: 4000")]
    [InlineData("ppo, total_steps: 120000, evaluate_every: 40000, evaluation_episodes: 3")]
    public async Task APausedLimitedAndEvaluatedTrainingEndsBitByBitAsTheOneLeftAlone(string algorithm)
    {
        string profile = $$"""
            network: { family: mlp, hidden: [32, 32] }
            environment: { name: cartpole, count: 4 }
            algorithm: { name: {{algorithm}} }
            threads: 1
            device: cpu
            """;
        var alone = home.End(home.Start("alone", profile, dataset: null).Id, SessionState.Completed);
        var trainings = home.Workspace.Trainings;
        var id = home.Start("disturbed", profile, dataset: null).Id;
        home.Wait(id, "running", s => s is { State: SessionState.Running, Step: > 0 });

        Assert.Equal(SessionState.Paused, (await trainings.PauseAsync(id)).State);
        long held = home.Workspace.Sessions.Get(id).Step;
        Assert.InRange(held, 1, alone.Step - 1);
        await trainings.EvaluateAsync(id);
        Assert.InRange(Evaluation(id, held).Value, 1, 500);
        Assert.Equal(held, home.Workspace.Sessions.Get(id).Step);

        const double limit = 400;
        await trainings.LimitAsync(id, limit);
        var clock = Stopwatch.StartNew();
        Assert.Equal(SessionState.Running, trainings.Resume(id).State);
        await Task.Delay(1000);
        long taken = home.Workspace.Sessions.Get(id).Step - held;
        // Steps of all copies count, and the registry's number may be as old as its last flush.
        Assert.InRange(taken, 4, limit * clock.Elapsed.TotalSeconds + 8);
        await trainings.LimitAsync(id, 0);

        var disturbed = home.End(id, SessionState.Completed);
        Assert.Equal(home.Weights(alone), home.Weights(disturbed));
        Assert.Equal(home.Scores(alone.Id), home.Scores(id).Where(s => s.Step != held));
    }

    [Fact]
    public void ACompletedAgentIsTrainedFurther()
    {
        const string profile = """
            network: { family: mlp, hidden: [16] }
            environment: { name: cartpole }
            algorithm: { name: ppo, total_steps: 800, evaluate_every: 400, evaluation_episodes: 2 }
            threads: 1
            device: cpu
            """;
        var id = home.End(home.Start("short", profile, dataset: null).Id, SessionState.Completed).Id;
        Assert.Equal("EpochsTrainedAlready", Assert.Throws<ModelOpsException>(() => home.Workspace.Trainings.Resume(id, 2)).ErrorId);
        home.Workspace.Trainings.Resume(id, 4);
        var extended = home.End(id, SessionState.Completed);
        var straight = home.End(
            home.Start("straight", profile.Replace("800", "1600", StringComparison.Ordinal), dataset: null).Id, SessionState.Completed);
        Assert.Equal((4, 4, 1600L), (extended.Epoch, extended.TotalEpochs, extended.Step));
        Assert.Equal(home.Weights(straight), home.Weights(extended));
        Assert.Equal(home.Scores(straight.Id), home.Scores(id));
    }

    private MetricPoint Evaluation(string id, long step)
    {
        for (var waited = Stopwatch.StartNew(); ; Thread.Sleep(20))
        {
            if (home.Workspace.Metrics.Read(id, ["evaluation_return"]).FirstOrDefault(m => m.Step == step) is { } point)
                return point;
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1), "no evaluation within a minute");
        }
    }
}
