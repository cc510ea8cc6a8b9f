using ModelOps.Core;

namespace ModelOps.Training;

/// <summary>What to train, and where its files go.</summary>
public sealed record TrainingJob
{
    public required string ModelId { get; init; }
    public required string ModelName { get; init; }
    public required TrainingProfile Profile { get; init; }
    public required DatasetContent Data { get; init; }
    public required CheckpointStore Checkpoints { get; init; }
    /// <summary>Folder that the finished model goes to.</summary>
    public required string ModelFolder { get; init; }
    /// <summary>File of the weights to start from, where the profile names some; deleted once the first checkpoint holds them.</summary>
    public string? StartWeights { get; init; }
    /// <summary>Time from one sample of a step's metrics to the next.</summary>
    public TimeSpan SampleEvery { get; init; } = TimeSpan.FromSeconds(0.5);
    /// <summary>
    /// The device that the session was given a place on (cpu, cuda:N): what a profile's auto and cuda mean. Null: the first.
    /// </summary>
    public string? Placement { get; init; }
    /// <summary>Steps the session is known to have taken: above 0 there must be a checkpoint.</summary>
    public long StepsTaken { get; init; }
}

/// <summary>How a run ended.</summary>
public enum TrainingEnd
{
    /// <summary>The model is written.</summary>
    Completed,
    /// <summary>Stopped on request; a checkpoint was written.</summary>
    Stopped,
    /// <summary>Ended on request without a checkpoint.</summary>
    Cancelled,
}

/// <summary>What came of a run.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Metrics">Losses and accuracies of the weights that were kept; of the last epoch where none were.</param>
public sealed record TrainingOutcome(TrainingEnd End, IReadOnlyDictionary<string, double> Metrics);
