namespace ModelOps;

/// <summary>A model's place among others by a metric.</summary>
public sealed record ModelRank
{
    /// <summary>1 for the best; models with the same value share a place; null for one that lacks the metric.</summary>
    public int? Place { get; init; }
    /// <summary>The model.</summary>
    public required Model Model { get; init; }
    /// <summary>Name of the metric.</summary>
    public required string Metric { get; init; }
    /// <summary>Its value; null where the model lacks it.</summary>
    public double? Value { get; init; }
    /// <summary>Why the model isn't what a completed training would have made; null where there is nothing to say.</summary>
    public string? Note { get; init; }
    /// <summary>The settings in which the models differ, by path, with this model's values.</summary>
    public required IReadOnlyList<KeyValuePair<string, string?>> Settings { get; init; }
}
