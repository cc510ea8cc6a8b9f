namespace ModelOps;

/// <summary>A model in the registry.</summary>
public sealed record Model
{
    /// <summary>SHA-256 over configuration, dataset and start, lower-case hex.</summary>
    public required string Id { get; init; }
    /// <summary>The shortest unambiguous prefix of <see cref="Id"/>, 8 characters or more.</summary>
    public required string ShortId { get; init; }
    /// <summary>Name people gave it; by default its profile's name.</summary>
    public required string Name { get; init; }
    /// <summary>Family of its network: mlp, cnn, layers.</summary>
    public required string Network { get; init; }
    /// <summary>Where it stands.</summary>
    public required ModelState State { get; init; }
    /// <summary>File format of its weights: safetensors.</summary>
    public required string Format { get; init; }
    /// <summary>Number of trainable parameters; 0 until known.</summary>
    public long Parameters { get; init; }
    /// <summary>Bytes its weights take on disk.</summary>
    public long SizeBytes { get; init; }
    /// <summary>SHA-256 of the weights file, lower-case hex.</summary>
    public string? Sha256 { get; init; }
    /// <summary>Metrics of the weights that were kept.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();
    /// <summary>Dataset it was trained on.</summary>
    public string? DatasetName { get; init; }
    /// <summary>Profile it was trained by.</summary>
    public string? ProfileName { get; init; }
    /// <summary>Session that trained it.</summary>
    public string? SessionId { get; init; }
    /// <summary>When it was registered (UTC).</summary>
    public required DateTime Created { get; init; }
    /// <summary>When its weights were complete (UTC).</summary>
    public DateTime? Completed { get; init; }
    /// <summary>Folder that holds model.safetensors, config.json and profile.yaml.</summary>
    public required string Path { get; init; }

    /// <inheritdoc/>
    public override string ToString() => ShortId;
}
