namespace ModelOps;

/// <summary>How well something is.</summary>
public enum FindingStatus
{
    /// <summary>Nothing needs to be done.</summary>
    Ok,
    /// <summary>It works, but something should be looked at.</summary>
    Warning,
    /// <summary>Something doesn't work until it is mended.</summary>
    Error,
}

/// <summary>What a look at one part of ModelOps found.</summary>
public sealed record ModelOpsFinding
{
    /// <summary>The part: registry, models, torch.</summary>
    public required string Check { get; init; }
    /// <summary>How well it is.</summary>
    public required FindingStatus Status { get; init; }
    /// <summary>What was found.</summary>
    public required string Message { get; init; }
    /// <summary>What to do about it; null where nothing needs to be done.</summary>
    public string? Advice { get; init; }
    /// <summary>The file, id or name it is about.</summary>
    public string? Target { get; init; }
    /// <summary>It is something that a repair mends without losing anything.</summary>
    public bool CanRepair { get; init; }
    /// <summary>It was mended by this look.</summary>
    public bool Repaired { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Status} {Check}: {Message}";
}
