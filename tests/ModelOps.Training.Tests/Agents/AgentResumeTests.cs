using ModelOps.Core;

namespace ModelOps.Training.Tests.Agents;

/// <summary>
/// A training of an agent that is cut off anywhere and resumed ends as one that was left alone, with all that a checkpoint holds.
/// </summary>
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
        Assert.Equal(["config.json", "model.safetensors", "optimizer.safetensors", "state.json", .. memory],
            checkpoint.OrderBy(f => memory.Contains(f)).ThenBy(f => Array.IndexOf(memory, f)).ThenBy(f => f, StringComparer.Ordinal));
        Assert.Equal(
            ["config.json", "model.safetensors", "profile.yaml"], Directory.GetFiles(left.Sub("model")).Select(Path.GetFileName).Order());
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

    [Theory]
    [InlineData("dqn")]
    [InlineData("ppo")]
    public void ACompletedTrainingGoesOnToMoreEpochsAsOneThatHadThemFromTheStart(string algorithm)
    {
        var profile = AgentJobs.Profile(algorithm, totalSteps: 1000) with { Schedule = new ScheduleSettings { Name = "constant" } };
        var straight = new RecordingMonitor();
        var expected = AgentJobs.Run(left, profile, straight);
        var extended = new RecordingMonitor();
        var first = AgentJobs.Run(cut, profile.WithEpochs(2), extended);
        Assert.Equal((TrainingEnd.Completed, 402L), (first.End, extended.TotalSteps));
        var second = AgentJobs.Run(cut, profile.WithEpochs(5), extended);
        Assert.Equal((expected.End, straight.TotalSteps), (second.End, extended.TotalSteps));
        Assert.Equal(expected.Metrics, second.Metrics);
        Assert.Equal(AgentJobs.Evaluations(straight), AgentJobs.Evaluations(extended));
        Assert.Equal(File.ReadAllBytes(left.Sub("model", "model.safetensors")), File.ReadAllBytes(cut.Sub("model", "model.safetensors")));
        Assert.Equal(AgentJobs.LastCheckpoint(left), AgentJobs.LastCheckpoint(cut));
    }

    [Theory]
    [InlineData("dqn", null)]
    [InlineData("ppo", 0.5)]
    public void StepsAreSampledWithAllThatTheyHave(string algorithm, double? clipNorm)
    {
        var profile = AgentJobs.Profile(algorithm);
        profile = profile with { Optimizer = profile.Optimizer with { ClipNorm = clipNorm } };
        var monitor = new RecordingMonitor();
        var job = AgentJobs.Job(left, profile) with { SampleEvery = TimeSpan.Zero };
        Assert.Equal(TrainingEnd.Completed, new AgentTrainer(job, monitor, new StartupClock()).Run().End);
        string[] names =
        [
            "loss", "learning_rate", "steps_per_second", "gradient_norm", "memory_bytes", "episode_return", "episode_length",
            algorithm == "dqn" ? "epsilon" : "entropy",
        ];
        Assert.All(names, name => Assert.True(monitor.Metrics.Count(m => m.Name == name && double.IsFinite(m.Value)) > 100, name));
        var norms = monitor.Metrics.Where(m => m.Name == "gradient_norm").Select(m => m.Value).ToList();
        Assert.All(norms, norm => Assert.InRange(norm, 1e-6, 1e6));
        Assert.True(norms.Distinct().Count() > 5);
        // Sampling is no part of what is computed.
        AgentJobs.Run(cut, profile, new RecordingMonitor());
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
