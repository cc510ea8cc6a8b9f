namespace ModelOps;

/// <summary>One training: what was asked, where it stands, what came of it.</summary>
public sealed record TrainingSession
{
    /// <summary>SHA-256 over configuration, dataset and start, lower-case hex.</summary>
    public required string Id { get; init; }
    /// <summary>
    /// What people see and type: the first 8 characters of <see cref="Id"/>, and -2, -3, … where another session has these already.
    /// </summary>
    public required string ShortId { get; init; }
    /// <summary>Name of the profile it runs.</summary>
    public required string ProfileName { get; init; }
    /// <summary>Name of the dataset it trains on.</summary>
    public required string DatasetName { get; init; }
    /// <summary>Where it stands.</summary>
    public required SessionState State { get; init; }
    /// <summary>Id of the model it trains.</summary>
    public required string ModelId { get; init; }
    /// <summary>That id as people see and type it.</summary>
    public string ModelShortId { get => field ?? DisplayText.ShortId(ModelId); init; }
    /// <summary>Optimizer steps taken.</summary>
    public long Step { get; init; }
    /// <summary>Optimizer steps the whole run takes; 0 until the worker knows.</summary>
    public long TotalSteps { get; init; }
    /// <summary>Epochs completed.</summary>
    public int Epoch { get; init; }
    /// <summary>Epochs the whole run takes.</summary>
    public int TotalEpochs { get; init; }
    /// <summary>Latest value of each metric.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();
    /// <summary>Device it runs on: cpu, cuda, cuda:1; auto until the worker chose.</summary>
    public string Device { get; init; } = "auto";
    /// <summary>Sessions of a greater priority start first; 0 unless it was set.</summary>
    public int Priority { get; init; }
    /// <summary>Where it stands in the queue, from 1; null where it doesn't wait.</summary>
    public int? QueuePosition { get; init; }
    /// <summary>Optimizer steps a second that it is limited to; 0: as fast as it can.</summary>
    public double StepsPerSecond { get; init; }
    /// <summary>What went wrong, for a failed session.</summary>
    public string? Error { get; init; }
    /// <summary>When it was asked for (UTC).</summary>
    public required DateTime Created { get; init; }
    /// <summary>When its first worker took its first step (UTC).</summary>
    public DateTime? Started { get; init; }
    /// <summary>When it last came to a final state (UTC).</summary>
    public DateTime? Ended { get; init; }
    /// <summary>Process id of the worker, while one is alive.</summary>
    public int? ProcessId { get; init; }
    /// <summary>Folder with its checkpoints and log.</summary>
    public required string Path { get; init; }

    /// <summary>Share of the steps taken, 0 to 1; 0 until the total is known.</summary>
    public double Progress => TotalSteps > 0 ? Math.Min(1.0, (double)Step / TotalSteps) : 0;

    /// <inheritdoc/>
    public override string ToString() => ShortId;
}
