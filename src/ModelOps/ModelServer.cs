namespace ModelOps;

/// <summary>Where a model server stands.</summary>
public enum ModelServerState
{
    /// <summary>Its process is on its way, or loads the model.</summary>
    Starting,
    /// <summary>It answers requests.</summary>
    Ready,
    /// <summary>It was ready, runs, but doesn't answer.</summary>
    Unhealthy,
    /// <summary>Its process died; it is about to be started again.</summary>
    Crashed,
    /// <summary>It was asked to end.</summary>
    Stopping,
    /// <summary>It was stopped.</summary>
    Stopped,
    /// <summary>It couldn't be started, or crashed too often; <see cref="ModelServer.Error"/> says why.</summary>
    Failed,
}

/// <summary>A model server: a llama-server process for one model, and how it fares.</summary>
public sealed record ModelServer
{
    /// <summary>Its name, by which requests and other cmdlets find it.</summary>
    public required string Name { get; init; }
    /// <summary>Where it stands.</summary>
    public required ModelServerState State { get; init; }
    /// <summary>The GGUF file it serves.</summary>
    public required string ModelPath { get; init; }
    /// <summary>Id of the registry's model, where it serves one.</summary>
    public string? ModelId { get; init; }
    /// <summary>The serving profile that wants it; null for one started by itself.</summary>
    public string? ProfileName { get; init; }
    /// <summary>Address it listens on.</summary>
    public required string HostName { get; init; }
    /// <summary>Port it listens on; 0 until it has one.</summary>
    public int Port { get; init; }
    /// <summary>Base URL of its OpenAI-compatible interface, without a slash at the end; null until it has a port.</summary>
    public string? Url { get; init; }
    /// <summary>Process id of llama-server, while it runs.</summary>
    public int? ProcessId { get; init; }
    /// <summary>Process id of the supervisor that keeps it, while it runs.</summary>
    public int? SupervisorId { get; init; }
    /// <summary>Resident memory of its processes in bytes, while it runs.</summary>
    public long? MemoryBytes { get; init; }
    /// <summary>Memory its processes hold on GPUs in bytes; null where there is none or it can't be read.</summary>
    public long? GpuMemoryBytes { get; init; }
    /// <summary>Times it was started again after a crash.</summary>
    public int Restarts { get; init; }
    /// <summary>What went wrong last.</summary>
    public string? Error { get; init; }
    /// <summary>Tokens of context; null for the model's own.</summary>
    public int? ContextLength { get; init; }
    /// <summary>Layers on the GPU; null for llama-server's choice.</summary>
    public int? GpuLayers { get; init; }
    /// <summary>How long it may go without a request before it is stopped; null for as long as one likes.</summary>
    public TimeSpan? IdleLimit { get; init; }
    /// <summary>When it was asked for (UTC).</summary>
    public required DateTime Created { get; init; }
    /// <summary>When its running process was started (UTC).</summary>
    public DateTime? Started { get; init; }
    /// <summary>When that process was ready first (UTC).</summary>
    public DateTime? Ready { get; init; }
    /// <summary>How long that process took to load the model and be ready; null until it is.</summary>
    public TimeSpan? LoadTime => Ready - Started;
    /// <summary>When it last worked on a request (UTC).</summary>
    public DateTime? LastUsed { get; init; }
    /// <summary>When it came to its final state (UTC).</summary>
    public DateTime? Ended { get; init; }
    /// <summary>File with what it printed.</summary>
    public required string LogPath { get; init; }

    /// <summary>True while a supervisor keeps it.</summary>
    public bool IsActive => State is not (ModelServerState.Stopped or ModelServerState.Failed);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
