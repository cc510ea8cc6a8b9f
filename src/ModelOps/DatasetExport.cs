namespace ModelOps;

/// <summary>What a dataset can be exported to.</summary>
public enum DatasetFormat
{
    /// <summary>A table with a heading, the label in the last column.</summary>
    Csv,
    /// <summary>JSON Lines: one object a line.</summary>
    Jsonl,
    /// <summary>The stored file: features and labels as tensors.</summary>
    SafeTensors,
}

/// <summary>A file that a dataset was exported to.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">csv, jsonl or safetensors.</param>
/// <param name="DatasetName">The dataset.</param>
/// <param name="Samples">Samples in the file.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Sha256">SHA-256 of the file, lower-case hex.</param>
public sealed record DatasetExport(string Path, string Format, string DatasetName, long Samples, long Bytes, string Sha256)
{
    /// <inheritdoc/>
    public override string ToString() => Path;
}
