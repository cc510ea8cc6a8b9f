namespace ModelOps.Core;

/// <summary>Holds features on the disk until their number is known, so that a table of any size needs little memory.</summary>
internal sealed class FeatureSpool : IDisposable
{
    private const int BufferSize = 1 << 18;
    private readonly string _path;
    private readonly FileStream _file;
    private readonly List<FeatureSpool> _beside = [];

    public FeatureSpool(string path)
    {
        _path = path;
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferSize, FileOptions.DeleteOnClose);
    }

    /// <summary>Another spool, which goes with this one.</summary>
    public FeatureSpool MakeBeside(string name)
    {
        var spool = new FeatureSpool($"{_path}.{name}");
        _beside.Add(spool);
        return spool;
    }

    /// <summary>Bytes written so far.</summary>
    public long Length => _file.Length;

    public void Write(ReadOnlySpan<byte> bytes) => _file.Write(bytes);

    public void SetLength(long length) => _file.SetLength(length);

    public void ReadAt(long position, Span<byte> bytes)
    {
        _file.Position = position;
        _file.ReadExactly(bytes);
    }

    public void WriteAt(long position, ReadOnlySpan<byte> bytes)
    {
        _file.Position = position;
        _file.Write(bytes);
    }

    /// <summary>Has the next write go behind all others.</summary>
    public void GoToEnd() => _file.Seek(0, SeekOrigin.End);

    /// <summary>What was written, as one tensor.</summary>
    public TensorSource ToTensor(string dtype, int elementSize, IReadOnlyList<long> shape) =>
        new(DatasetFile.Features, dtype, shape, shape.Aggregate((long)elementSize, (a, b) => checked(a * b)), stream =>
        {
            _file.Position = 0;
            _file.CopyTo(stream, BufferSize);
        });

    /// <summary>
    /// What is still in the buffer isn't wanted any more: a full disk that refuses it has been reported by the write before.
    /// </summary>
    public void Dispose()
    {
        _beside.ForEach(spool => spool.Dispose());
        try
        {
            _file.Dispose();
        }
        catch (IOException error) when (DiskSpace.IsFull(error))
        {
        }
    }
}
