namespace ModelOps.Core;

/// <summary>What to change of a model. What isn't given stays as it is.</summary>
public sealed record ModelChanges
{
    public string? Name { get; init; }
    /// <summary>An empty text takes the description away.</summary>
    public string? Description { get; init; }
    public ModelTier? Tier { get; init; }
    /// <summary>Forget the user's tier and guess again.</summary>
    public bool GuessTier { get; init; }
    public bool? Thinking { get; init; }
    /// <summary>Forget what the user said and guess again.</summary>
    public bool GuessThinking { get; init; }
    public bool? Enabled { get; init; }
    /// <summary>All tags from now on.</summary>
    public IReadOnlyList<string>? Tags { get; init; }
    public IReadOnlyList<string> AddTags { get; init; } = [];
    public IReadOnlyList<string> RemoveTags { get; init; } = [];
}
