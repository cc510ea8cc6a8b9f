namespace ModelOps.Core;

/// <summary>Which sessions to list. What isn't given doesn't choose.</summary>
public sealed record SessionQuery
{
    public IReadOnlyCollection<SessionState>? States { get; init; }
    /// <summary>Name of the profile, with * and ?.</summary>
    public string? Profile { get; init; }
    public int? Newest { get; init; }
    /// <summary>As the registry has them: without a look at workers and queue, which may change them.</summary>
    public bool AsRecorded { get; init; }
}
