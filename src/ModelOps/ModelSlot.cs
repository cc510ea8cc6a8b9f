namespace ModelOps;

/// <summary>A named copy of a model: MODELOPS_HOME/checkpoints/slots/NAME with model.zip and metadata.json.</summary>
public sealed record ModelSlot
{
    /// <summary>Unique name; letters, digits, '_' and '-'.</summary>
    public required string Name { get; init; }
    /// <summary>Id of the model that was copied.</summary>
    public required string ModelId { get; init; }
    /// <summary>That id as people see and type it.</summary>
    public string ModelShortId { get => field ?? DisplayText.ShortId(ModelId); init; }
    /// <summary>Name of the model that was copied.</summary>
    public required string ModelName { get; init; }
    /// <summary>Family of its network.</summary>
    public required string Network { get; init; }
    /// <summary>Metrics of the copied weights.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();
    /// <summary>Dataset the model was trained on.</summary>
    public string? DatasetName { get; init; }
    /// <summary>Optimizer step the copied weights were taken at.</summary>
    public long Step { get; init; }
    /// <summary>Bytes model.zip takes.</summary>
    public required long SizeBytes { get; init; }
    /// <summary>SHA-256 of model.zip, lower-case hex.</summary>
    public required string Sha256 { get; init; }
    /// <summary>When the copy was made (UTC).</summary>
    public required DateTime Created { get; init; }
    /// <summary>The slot's folder.</summary>
    public required string Path { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
