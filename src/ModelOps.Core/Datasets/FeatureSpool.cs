namespace ModelOps.Core;

/// <summary>Holds features on the disk until their number is known, so that a table of any size needs little memory.</summary>
internal sealed class FeatureSpool : IDisposable
{
    private const int BufferSize = 1 << 18;
    private readonly FileStream _file;

    public FeatureSpool(string path) => _file =
        new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferSize, FileOptions.DeleteOnClose);

    public void Write(ReadOnlySpan<byte> bytes) => _file.Write(bytes);

    /// <summary>What was written, as one tensor.</summary>
    public TensorSource ToTensor(string dtype, int elementSize, IReadOnlyList<long> shape) =>
        new(DatasetFile.Features, dtype, shape, shape.Aggregate((long)elementSize, (a, b) => checked(a * b)), stream =>
        {
            _file.Position = 0;
            _file.CopyTo(stream, BufferSize);
        });

    /// <summary>What is still in the buffer isn't wanted any more: a full disk that refuses it has been reported by the write before.</summary>
    public void Dispose()
    {
        try
        {
            _file.Dispose();
        }
        catch (IOException error) when (DiskSpace.IsFull(error))
        {
        }
    }
}
