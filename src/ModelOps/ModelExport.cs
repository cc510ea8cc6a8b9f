namespace ModelOps;

/// <summary>A file that a model was exported to.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">Zip, SafeTensors, Onnx or Gguf.</param>
/// <param name="ModelId">The model.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Sha256">SHA-256 of the file, lower-case hex.</param>
public sealed record ModelExport(string Path, string Format, string ModelId, long Bytes, string Sha256)
{
    /// <summary>The model's id as people see and type it.</summary>
    public string ModelShortId { get => field ?? DisplayText.ShortId(ModelId); init; }

    /// <inheritdoc/>
    public override string ToString() => Path;
}
