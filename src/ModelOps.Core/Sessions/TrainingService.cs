namespace ModelOps.Core;

/// <summary>What to train.</summary>
public sealed record TrainingRequest
{
    /// <summary>Name of a profile, or path of a YAML file.</summary>
    public required string Profile { get; init; }
    /// <summary>Name of the dataset; by default the profile's data.dataset.</summary>
    public string? Dataset { get; init; }
    /// <summary>Keys by path: "optimizer.lr" → "0.01".</summary>
    public IReadOnlyDictionary<string, string> Overrides { get; init; } = new Dictionary<string, string>();
    /// <summary>Name of the model; by default the profile's.</summary>
    public string? ModelName { get; init; }
}

/// <summary>What is new about a session since the last look.</summary>
/// <param name="Session">As it stands.</param>
/// <param name="Metrics">Points written since.</param>
/// <param name="Log">Entries written since.</param>
public sealed record TrainingUpdate(TrainingSession Session, IReadOnlyList<MetricPoint> Metrics, IReadOnlyList<TrainingLogEntry> Log);

/// <summary>Starts, stops, resumes and watches trainings.</summary>
public sealed class TrainingService
{
    internal TrainingService(Workspace workspace) => _ = workspace;

    /// <summary>Checks profile, dataset and their fit, registers session and model, starts a worker. Nothing is registered when a check fails.</summary>
    public TrainingSession Start(TrainingRequest request) => throw new NotImplementedException();
    /// <summary>
    /// Starts a worker for a stopped, interrupted or failed session from its newest sound checkpoint. Conflict when it is active or another
    /// shell was first; Damaged when it has steps but no sound checkpoint.
    /// </summary>
    public TrainingSession Resume(string sessionId) => throw new NotImplementedException();
    /// <summary>Asks the worker to save and stop (or, with <paramref name="force"/>, to end without saving; one that doesn't answer is killed). Waits until the session is final.</summary>
    public Task<TrainingSession> StopAsync(string sessionId, bool force = false, CancellationToken cancellation = default) => throw new NotImplementedException();
    /// <summary>What is new, every <paramref name="interval"/> (100 ms), until the session is final; the last update has the final state.</summary>
    public IAsyncEnumerable<TrainingUpdate> WatchAsync(string sessionId, TimeSpan? interval = null, CancellationToken cancellation = default) => throw new NotImplementedException();
}
