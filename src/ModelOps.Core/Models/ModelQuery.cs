namespace ModelOps.Core;

/// <summary>Which models to list, and in which order. What isn't given doesn't filter.</summary>
public sealed record ModelQuery
{
    /// <summary>Wildcard of the name, or beginning of the id.</summary>
    public string? Pattern { get; init; }
    public ModelState? State { get; init; }
    public string? Network { get; init; }
    public string? Format { get; init; }
    public ModelTier? Tier { get; init; }
    public bool? Enabled { get; init; }
    public bool? Thinking { get; init; }
    /// <summary>A tag the model has, letters of either case.</summary>
    public string? Tag { get; init; }
    /// <summary>Only so many of those that match, the newest.</summary>
    public int? Newest { get; init; }
    /// <summary>The order; by default the newest comes first.</summary>
    public ModelOrder? OrderBy { get; init; }
    /// <summary>The greatest of <see cref="OrderBy"/> first.</summary>
    public bool Descending { get; init; }
    /// <summary>Leaves out so many of the beginning.</summary>
    public int Skip { get; init; }
    /// <summary>At most so many.</summary>
    public int? Take { get; init; }
}
