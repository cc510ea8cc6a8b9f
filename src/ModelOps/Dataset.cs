namespace ModelOps;

/// <summary>A dataset in the registry. Samples lie under MODELOPS_HOME/datasets/NAME.</summary>
public sealed record Dataset
{
    /// <summary>Value of <see cref="Task"/> where the label is a class.</summary>
    public const string Classify = "classify";
    /// <summary>Value of <see cref="Task"/> where the label is a number.</summary>
    public const string Regress = "regress";
    /// <summary>Value of <see cref="Task"/> of text: each token is to be foretold from those before it.</summary>
    public const string Language = "language";
    /// <summary>Value of <see cref="Task"/> for an environment, which takes a dataset's place where an agent is trained.</summary>
    public const string Play = "play";

    /// <summary>Unique name; letters, digits, '_' and '-'.</summary>
    public required string Name { get; init; }
    /// <summary>SHA-256 of the stored samples, lower-case hex.</summary>
    public required string Id { get; init; }
    /// <summary>Format it was imported from: csv, tsv, jsonl, objects (of a pipeline), images (a folder), safetensors, idx, text.</summary>
    public required string Format { get; init; }
    /// <summary>Number of samples; of tokens for text.</summary>
    public required long Samples { get; init; }
    /// <summary>Shape of one sample, without the batch dimension: [64] for a table of 64 columns, [1, 28, 28] for images. For
    /// text a sample is one token of a vocabulary: [256] where each byte is one.</summary>
    public required IReadOnlyList<int> Shape { get; init; }
    /// <summary>Names of the input columns, in order; empty for images.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];
    /// <summary>Name of the column (or file) the labels came from.</summary>
    public string? LabelColumn { get; init; }
    /// <summary>Names of the classes, in the order of their numbers; empty where the label is a number to regress.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];
    /// <summary>classify, regress or language.</summary>
    public required string Task { get; init; }
    /// <summary>Bytes the stored samples take.</summary>
    public required long SizeBytes { get; init; }
    /// <summary>Where it was imported from; null for objects of a pipeline.</summary>
    public string? Source { get; init; }
    /// <summary>When it was imported (UTC).</summary>
    public required DateTime Created { get; init; }
    /// <summary>Folder that holds the stored samples.</summary>
    public required string Path { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
