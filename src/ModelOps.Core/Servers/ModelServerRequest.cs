namespace ModelOps.Core;

/// <summary>What to serve, and how. What is left out comes from the settings.</summary>
public sealed record ModelServerRequest
{
    /// <summary>
    /// Path of a GGUF file or of a folder with one, name of a file in the model folders, or id or name of a model in the registry.
    /// </summary>
    public required string Model { get; init; }
    /// <summary>Name of the server; by default the file's without its ending.</summary>
    public string? Name { get; init; }
    /// <summary>The serving profile that wants the server.</summary>
    public string? ProfileName { get; init; }
    /// <summary>Address to listen on.</summary>
    public string? HostName { get; init; }
    /// <summary>Port to listen on; by default the first free one of the range.</summary>
    public int? Port { get; init; }
    /// <summary>Range to take the port from.</summary>
    public PortRange? Ports { get; init; }
    /// <summary>Tokens of context; by default the model's own.</summary>
    public int? ContextLength { get; init; }
    /// <summary>Layers on the GPU; by default llama-server's choice.</summary>
    public int? GpuLayers { get; init; }
    /// <summary>CPU threads; by default llama-server's choice.</summary>
    public int? Threads { get; init; }
    /// <summary>Further arguments of llama-server.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
    /// <summary>The llama-server program.</summary>
    public string? Program { get; init; }
    public TimeSpan? StartLimit { get; init; }
    public TimeSpan? PollInterval { get; init; }
    public TimeSpan? StopGrace { get; init; }
    public TimeSpan? UnhealthyLimit { get; init; }
    public TimeSpan? IdleLimit { get; init; }
    public int? RestartLimit { get; init; }
    public TimeSpan? RestartDelay { get; init; }
}
