using System.Text.Json;

namespace ModelOps.Core;

/// <summary>What was asked of a demo.</summary>
internal sealed record DemoDefinition
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public required ModelDemoKind Kind { get; init; }
    public string? Subject { get; init; }
    public string? SlotName { get; init; }
    public required string ModelId { get; init; }
    public required string ModelName { get; init; }
    public required double FramesPerSecond { get; init; }
    /// <summary>What a language model continues.</summary>
    public string? Prompt { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    public static DemoDefinition FromJson(string json) =>
        JsonSerializer.Deserialize<DemoDefinition>(json, Options) ?? throw new JsonException("The demo's definition holds null.");
}

/// <summary>A demo's row: what was asked, how it stands, and its lease.</summary>
internal sealed record DemoRow
{
    public required string Name { get; init; }
    public required DemoDefinition Definition { get; init; }
    public required ModelDemoState State { get; init; }
    public string? Error { get; init; }
    /// <summary>It is asked to end.</summary>
    public bool Stop { get; init; }
    public required DateTime Created { get; init; }
    public DateTime? Started { get; init; }
    public DateTime? Ended { get; init; }
    /// <summary>Process that asked for it.</summary>
    public ProcessIdentity? Launcher { get; init; }
    /// <summary>Process that was started for it or has claimed it.</summary>
    public ProcessIdentity? Worker { get; init; }
    /// <summary>The lease of the worker that has claimed it.</summary>
    public string? Token { get; init; }
    public DateTime? Heartbeat { get; init; }

    public bool IsActive => State is ModelDemoState.Starting or ModelDemoState.Running;
}
