using System.Text.Json;

namespace ModelOps.Core;

/// <summary>A model server with everything worked out: what the registry keeps and the supervisor goes by.</summary>
internal sealed record ServerDefinition
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public required string Program { get; init; }
    public required string ModelPath { get; init; }
    public string? ModelId { get; init; }
    /// <summary>The serving profile that wants the server.</summary>
    public string? ProfileName { get; init; }
    public required string HostName { get; init; }
    /// <summary>The port that was asked for; null for the first free one of <see cref="Ports"/>.</summary>
    public int? Port { get; init; }
    public required PortRange Ports { get; init; }
    public int? ContextLength { get; init; }
    public int? GpuLayers { get; init; }
    public int? Threads { get; init; }
    /// <summary>What the user gives llama-server besides.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
    public required TimeSpan StartLimit { get; init; }
    public required TimeSpan PollInterval { get; init; }
    public required TimeSpan StopGrace { get; init; }
    public required TimeSpan UnhealthyLimit { get; init; }
    public required int RestartLimit { get; init; }
    public required TimeSpan RestartDelay { get; init; }
    /// <summary>Zero for none.</summary>
    public required TimeSpan IdleLimit { get; init; }
    public required TimeSpan MemoryLimit { get; init; }
    public required long LogSize { get; init; }
    public required int LogFiles { get; init; }

    /// <summary>Whether another serves the same in the same way, whichever profile wants it.</summary>
    public bool ServesAs(ServerDefinition other) => (this with { ProfileName = other.ProfileName }).ToJson() == other.ToJson();

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    public static ServerDefinition FromJson(string json) => JsonSerializer.Deserialize<ServerDefinition>(json, Options)
        ?? throw new FormatException("The registry holds an empty server definition.");
}
