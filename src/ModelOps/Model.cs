namespace ModelOps;

/// <summary>A model in the registry.</summary>
public sealed record Model
{
    /// <summary>SHA-256 over configuration, dataset and start, lower-case hex.</summary>
    public required string Id { get; init; }
    /// <summary>
    /// What people see and type: the first 8 characters of <see cref="Id"/>, and -2, -3, … where another model has these already.
    /// </summary>
    public required string ShortId { get; init; }
    /// <summary>Name people gave it; by default its profile's name.</summary>
    public required string Name { get; init; }
    /// <summary>Family of its network: mlp, cnn, layers, or the architecture of a model from elsewhere: llama, qwen2.</summary>
    public required string Network { get; init; }
    /// <summary>Where it stands.</summary>
    public required ModelState State { get; init; }
    /// <summary>File format of its weights: safetensors or gguf.</summary>
    public required string Format { get; init; }
    /// <summary>Number of parameters; 0 until known.</summary>
    public long Parameters { get; init; }
    /// <summary>Bytes its weights take on disk.</summary>
    public long SizeBytes { get; init; }
    /// <summary>
    /// SHA-256 of the weights, lower-case hex; of several files, that of their names and hashes. Null where they were never hashed (a scan
    /// doesn't).
    /// </summary>
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
    /// <summary>Folder that holds its files: model.safetensors, config.json and profile.yaml of a trained one.</summary>
    public required string Path { get; init; }
    /// <summary>Its weights: the file, or the first of several parts.</summary>
    public string WeightsPath { get => field ?? System.IO.Path.Combine(Path, "model.safetensors"); init; }
    /// <summary>Its files lie where they were found: ModelOps refers to them and never deletes them.</summary>
    public bool InPlace { get; init; }
    /// <summary>Architecture its files name: llama, qwen2, cnn.</summary>
    public string? Architecture { get; init; }
    /// <summary>Tokens of context it was made for.</summary>
    public long? ContextLength { get; init; }
    /// <summary>How most of its weights are kept: Q4_K_M, BF16, gptq-4bit.</summary>
    public string? Quantization { get; init; }
    /// <summary>Its tier: what the user gave it, or a guess from its size.</summary>
    public ModelTier Tier { get; init; }
    /// <summary>It thinks before it answers: what the user said, or a guess from its name and chat template.</summary>
    public bool Thinking { get; init; }
    /// <summary>Whether it may be served.</summary>
    public bool Enabled { get; init; } = true;
    /// <summary>What the user wrote of it.</summary>
    public string? Description { get; init; }
    /// <summary>Words the user gave it, in alphabetical order.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
    /// <summary>What its files say beyond this. Only a look at one model fills it.</summary>
    public ModelDetails? Details { get; init; }
    /// <summary>Layers of a trained network, in their order. Only a look at one model fills it.</summary>
    public IReadOnlyList<ModelLayer> Layers { get; init; } = [];
    /// <summary>How it was trained; null where it was not trained here. Only a look at one model fills it.</summary>
    public ModelTraining? Training { get; init; }
    /// <summary>Whether its weights are where they should be. Only a look at one model fills it.</summary>
    public bool? FilesExist { get; init; }

    /// <inheritdoc/>
    public override string ToString() => ShortId;
}
