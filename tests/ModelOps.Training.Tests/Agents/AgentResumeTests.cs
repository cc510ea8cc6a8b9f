using ModelOps.Core;

namespace ModelOps.Training.Tests.Agents;

/// <summary>A training of an agent that is cut off anywhere and resumed ends as one that was left alone, with all that a checkpoint holds.</summary>
public sealed class AgentResumeTests : IDisposable
{
    private readonly TempFolder left = new();
    private readonly TempFolder cut = new();

    public void Dispose()
    {
        left.Dispose();
        cut.Dispose();
    }

    [Theory]
    [InlineData("dqn", "cartpole")]
    [InlineData("ppo", "cartpole")]
    [InlineData("dqn", "acrobot")]
    [InlineData("ppo", "mountaincar")]
    public void CutOffTrainingEndsAsTheOneLeftAlone(string algorithm, string environment)
    {
        var profile = AgentJobs.Profile(algorithm, environment);
        var undisturbed = new RecordingMonitor();
        var expected = AgentJobs.Run(left, profile, undisturbed);
        Assert.True(undisturbed.TotalSteps == 900, $"{undisturbed.TotalSteps} steps");

        var disturbed = new RecordingMonitor();
        var random = new RandomSequence(11, algorithm.Length + environment.Length);
        TrainingOutcome? outcome = null;
        for (long from = 0; outcome is null; from = disturbed.CutAfter!.Value)
        {
            disturbed.CutAfter = from + 3 * (1 + random.Below(80));
            outcome = RunOrCut(profile, disturbed);
        }

        Assert.Equal(TrainingEnd.Completed, outcome.End);
        Assert.Equal(expected.Metrics, outcome.Metrics);
        Assert.Equal(File.ReadAllBytes(left.Sub("model", "model.safetensors")), File.ReadAllBytes(cut.Sub("model", "model.safetensors")));
        Assert.Equal(AgentJobs.Evaluations(undisturbed), AgentJobs.Evaluations(disturbed));
        Assert.Equal(AgentJobs.LastCheckpoint(left), AgentJobs.LastCheckpoint(cut));
        Assert.Contains(disturbed.Logs, l => l.Contains("Continues from the checkpoint"));
    }

    [Theory]
    [InlineData("dqn", "replay.safetensors", "target.safetensors")]
    [InlineData("ppo", "rollout.safetensors", "critic.safetensors")]
    public void TheMemoryIsInCheckpointsAndNotInTheModel(string algorithm, params string[] memory)
    {
        AgentJobs.Run(left, AgentJobs.Profile(algorithm), new RecordingMonitor());
        var checkpoint = AgentJobs.LastCheckpoint(left).Keys;
        Assert.Equal(["config.json", "model.safetensors", "optimizer.safetensors", "state.json", .. memory], checkpoint.OrderBy(f => memory.Contains(f)).ThenBy(f => Array.IndexOf(memory, f)).ThenBy(f => f, StringComparer.Ordinal));
        Assert.Equal(["config.json", "model.safetensors", "profile.yaml"], Directory.GetFiles(left.Sub("model")).Select(Path.GetFileName).Order());
        using var weights = SafetensorsFile.Open(left.Sub("model", "model.safetensors"));
        Assert.Equal(["0.bias", "0.weight", "2.bias", "2.weight", "4.bias", "4.weight"], weights.Tensors.Keys.Order());
    }

    [Fact]
    public void CommandsAreCarriedOutAndChangeNothing()
    {
        var profile = AgentJobs.Profile("dqn");
        AgentJobs.Run(left, profile, new RecordingMonitor());
        var monitor = new RecordingMonitor { Commands = step => step == 150 ? WorkerCommand.Evaluate : step == 201 ? WorkerCommand.Stop : null };
        Assert.Equal(TrainingEnd.Stopped, AgentJobs.Run(cut, profile, monitor).End);
        Assert.Contains(monitor.Metrics, m => (m.Step, m.Name) == (150, "evaluation_return"));
        // The stop came with the step that an evaluation follows: the resumed run has it still to come.
        Assert.DoesNotContain(monitor.Metrics, m => (m.Step, m.Name) == (201, "evaluation_return"));
        monitor.Commands = _ => null;
        Assert.Equal(TrainingEnd.Completed, AgentJobs.Run(cut, profile, monitor).End);
        Assert.Contains(monitor.Metrics, m => (m.Step, m.Name) == (201, "evaluation_return"));
        Assert.Equal(File.ReadAllBytes(left.Sub("model", "model.safetensors")), File.ReadAllBytes(cut.Sub("model", "model.safetensors")));
        Assert.Equal(AgentJobs.LastCheckpoint(left), AgentJobs.LastCheckpoint(cut));
    }

    [Fact]
    public void AnotherSeedGivesAnotherRun()
    {
        AgentJobs.Run(left, AgentJobs.Profile("ppo"), new RecordingMonitor());
        AgentJobs.Run(cut, AgentJobs.Profile("ppo") with { Seed = 4 }, new RecordingMonitor());
        Assert.NotEqual(AgentJobs.LastCheckpoint(left)["state.json"], AgentJobs.LastCheckpoint(cut)["state.json"]);
    }

    [Fact]
    public void ItEndsOnceTheReturnIsReached()
    {
        var profile = AgentJobs.Profile("ppo");
        profile = profile with { Agent = profile.Agent! with { StopAt = 1 } };
        var monitor = new RecordingMonitor();
        Assert.Equal(TrainingEnd.Completed, AgentJobs.Run(left, profile, monitor).End);
        Assert.Equal([1], monitor.Metrics.Where(m => m.Name == "evaluation_return").Select(m => m.Epoch));
    }

    private TrainingOutcome? RunOrCut(TrainingProfile profile, RecordingMonitor monitor)
    {
        try
        {
            return AgentJobs.Run(cut, profile, monitor);
        }
        catch (Cut)
        {
            return null;
        }
    }
}
