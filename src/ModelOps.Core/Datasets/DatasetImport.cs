namespace ModelOps.Core;

/// <summary>What to import.</summary>
public sealed record DatasetImport
{
    /// <summary>
    /// CSV, TSV, text or JSON Lines (.gz too), an IDX images file (its labels file is found beside it), a folder that holds an IDX pair, or
    /// one whose sub-folders hold PNG or JPEG images, each those of a class.
    /// </summary>
    public required string Path { get; init; }
    /// <summary>Name in the registry; by default the file's name up to its first dot.</summary>
    public string? Name { get; init; }
    /// <summary>Heading or zero-based index of the label column; by default the last column.</summary>
    public string? LabelColumn { get; init; }
    /// <summary>Replace a dataset of the same name that holds other samples.</summary>
    public bool Force { get; init; }
    /// <summary>The label is a number to regress even where it looks like a class.</summary>
    public bool Regress { get; init; }
    /// <summary>Image folders: size to bring all images to; null: they all have the same.</summary>
    public ImageSize? ImageSize { get; init; }
    /// <summary>Image folders: 1 for grey, 3 for red, green and blue; null: grey where all images are.</summary>
    public int? ImageChannels { get; init; }
    /// <summary>JSON Lines: the key of the text to model. Null: a text file is one text.</summary>
    public string? TextColumn { get; init; }
    /// <summary>Text: byte, or bpe to learn byte-pair encoding from it; by default byte.</summary>
    public string? Tokenizer { get; init; }
    /// <summary>bpe: number of tokens at most, with the 256 bytes; by default 1024.</summary>
    public int? VocabularySize { get; init; }
}

/// <summary>A dataset to make of records that come one at a time.</summary>
public sealed record RecordImport
{
    /// <summary>Name in the registry.</summary>
    public required string Name { get; init; }
    /// <summary>Name or zero-based index of the label field; by default the last field of the first record.</summary>
    public string? LabelColumn { get; init; }
    /// <summary>Replace a dataset of the same name that holds other samples.</summary>
    public bool Force { get; init; }
    /// <summary>The label is a number to regress even where it looks like a class.</summary>
    public bool Regress { get; init; }
}

/// <summary>A field of a record.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">A number, a text, a truth value, an enumeration's value; null where it is missing. Anything else is
/// reported.</param>
public readonly record struct RecordField(string Name, object? Value);

/// <summary>A dataset's samples in memory; of text, whose tokens <see cref="TokenSequence"/> reads, none.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Features">Samples × product of the shape, row-major.</param>
/// <param name="Labels">Class number of each sample; null for regression.</param>
/// <param name="Targets">Number to regress for each sample; null for classification.</param>
public sealed record DatasetContent(Dataset Dataset, float[] Features, long[]? Labels, float[]? Targets)
{
    /// <summary>
    /// True where the features are too many to hold: <see cref="Features"/> is empty, and <see cref="FeatureRows"/> reads them from the
    /// file.
    /// </summary>
    public bool FeaturesOnDisk { get; init; }
}
