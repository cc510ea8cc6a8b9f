namespace ModelOps;

/// <summary>What a line of a comparison is about.</summary>
public enum ModelComparisonKind
{
    /// <summary>The model itself: its network, size, dataset.</summary>
    Fact,
    /// <summary>A metric of its weights.</summary>
    Metric,
    /// <summary>A key of the profile it was trained by.</summary>
    Setting,
}

/// <summary>One line of a comparison of models.</summary>
public sealed record ModelComparison
{
    /// <summary>What it is about.</summary>
    public required ModelComparisonKind Kind { get; init; }
    /// <summary>Name of the fact or metric, or path of the setting.</summary>
    public required string Name { get; init; }
    /// <summary>Value of each model, in the order they were given; null where a model has none.</summary>
    public required IReadOnlyList<object?> Values { get; init; }
    /// <summary>Not all values are the same.</summary>
    public required bool Differs { get; init; }
}
