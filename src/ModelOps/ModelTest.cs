namespace ModelOps;

/// <summary>What a look at a model's files found.</summary>
public sealed record ModelTest
{
    /// <summary>Id of the model.</summary>
    public required string Id { get; init; }
    /// <summary>Its shortest unambiguous prefix.</summary>
    public required string ShortId { get; init; }
    /// <summary>Name of the model.</summary>
    public required string Name { get; init; }
    /// <summary>Nothing is wrong with it.</summary>
    public bool Sound => Problems.Count == 0;
    /// <summary>What is wrong, each as a sentence.</summary>
    public required IReadOnlyList<string> Problems { get; init; }
    /// <summary>Its files were compared with their hashes. A scan takes none: of its models only sizes and headers are checked.</summary>
    public required bool Hashed { get; init; }
    /// <summary>State of the model from now on.</summary>
    public required ModelState State { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Sound ? $"{ShortId}: sound" : $"{ShortId}: {string.Join(" ", Problems)}";
}
