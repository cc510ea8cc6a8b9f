namespace ModelOps;

/// <summary>What a look at a slot's files found.</summary>
public sealed record SlotTest
{
    /// <summary>Name of the slot.</summary>
    public required string Name { get; init; }
    /// <summary>Id of the model that it holds; null where its description can't be read.</summary>
    public string? ModelId { get; init; }
    /// <summary>That id as people see and type it.</summary>
    public string? ModelShortId { get => field ?? (ModelId is null ? null : DisplayText.ShortId(ModelId)); init; }
    /// <summary>Nothing is wrong with it.</summary>
    public bool Sound => Problems.Count == 0;
    /// <summary>What is wrong, each as a sentence.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Sound ? $"{Name}: sound" : $"{Name}: {string.Join(" ", Problems)}";
}
