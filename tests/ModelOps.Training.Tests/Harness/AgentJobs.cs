using ModelOps.Core;

namespace ModelOps.Training.Tests;

/// <summary>Small trainings of agents.</summary>
internal static class AgentJobs
{
    /// <summary>Three environments, so that steps and evaluations don't fall together.</summary>
    public static TrainingProfile Profile(string algorithm, string environment = "cartpole", int totalSteps = 900) => new()
    {
        Name = "test", Network = new MlpSpecification { Hidden = [16, 16], Activation = "tanh" }, Batch = 16, Seed = 3, Threads = 1, Device = "cpu",
        Optimizer = new OptimizerSettings { Name = "adam", Lr = 0.003, WeightDecay = 0, ClipNorm = 5 },
        Schedule = new ScheduleSettings { Name = "cosine" },
        Checkpoint = new CheckpointSettings { EverySteps = 70, Keep = 2, Best = "evaluation_return" },
        Agent = new AgentSettings
        {
            Environment = environment, Environments = 3, TotalSteps = totalSteps, EvaluateEvery = 200, EvaluationEpisodes = 3,
            Dqn = algorithm == "dqn" ? new DqnSettings { Buffer = 300, LearningStarts = 60, TrainEvery = 20, Updates = 5, TargetEvery = 7, EpsilonSteps = 400 } : null,
            Ppo = algorithm == "ppo" ? new PpoSettings { Rollout = 16, Passes = 2, Entropy = 0.01 } : null,
        },
        Epochs = (totalSteps + 199) / 200,
    };

    public static TrainingJob Job(TempFolder folder, TrainingProfile profile) => new()
    {
        ModelId = new string('a', 64),
        ModelName = "test",
        Profile = profile,
        Data = new DatasetContent(EnvironmentCatalog.AsDataset(profile.Agent!.Environment), [], null, null),
        Checkpoints = new CheckpointStore(folder.Sub("checkpoints")),
        ModelFolder = folder.Sub("model"),
    };

    public static TrainingOutcome Run(TempFolder folder, TrainingProfile profile, RecordingMonitor monitor) =>
        new AgentTrainer(Job(folder, profile), monitor, new StartupClock()).Run();

    /// <summary>Metrics of evaluations: the same in every run.</summary>
    public static IReadOnlyList<(long Step, int Epoch, string Name, double Value)> Evaluations(RecordingMonitor monitor) =>
        [.. monitor.Metrics.Where(m => m.Name.StartsWith("evaluation_", StringComparison.Ordinal)).Select(m => (m.Step, m.Epoch, m.Name, m.Value))];

    /// <summary>The newest checkpoint's files by name; without the seconds in its state.</summary>
    public static Dictionary<string, string> LastCheckpoint(TempFolder folder)
    {
        var newest = new CheckpointStore(folder.Sub("checkpoints")).List()[0];
        return Directory.EnumerateFiles(newest.Path).Where(f => Path.GetFileName(f) != "manifest.json").ToDictionary(
            f => Path.GetFileName(f),
            f => f.EndsWith(".json", StringComparison.Ordinal)
                ? string.Join('\n', File.ReadAllLines(f).Where(l => !l.Contains("\"seconds\"")))
                : FileHash.Sha256(f));
    }
}
