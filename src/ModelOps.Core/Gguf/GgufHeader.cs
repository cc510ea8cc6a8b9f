namespace ModelOps.Core;

/// <summary>All that a GGUF file says of itself before its weights.</summary>
internal sealed class GgufHeader(int version, GgufMetadata metadata, IReadOnlyList<GgufTensor> tensors, long dataStart, long fileLength)
{
    /// <summary>2 or 3.</summary>
    public int Version { get; } = version;
    public GgufMetadata Metadata { get; } = metadata;
    public IReadOnlyList<GgufTensor> Tensors { get; } = tensors;
    /// <summary>Where the tensors' bytes begin.</summary>
    public long DataStart { get; } = dataStart;
    public long FileLength { get; } = fileLength;

    /// <summary>
    /// Reads a file's header (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md), versions 2 and 3, little-endian. Vocabularies and
    /// other long lists are passed over. NotFound ("FileNotFound"), Unavailable ("FileUnreadable"); Damaged ("GgufInvalid") with the reason
    /// where the file isn't one, is cut short, or claims what can't be.
    /// </summary>
    public static GgufHeader Read(string path) => FileReading.Guard(path, () =>
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var window = new GgufWindow(path, file);
        return new GgufReader(path, window).Read();
    });
}
