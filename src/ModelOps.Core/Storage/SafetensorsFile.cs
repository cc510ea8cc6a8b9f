using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ModelOps.Core;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DType">F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL, …</param>
/// <param name="Shape">Its shape; empty for a scalar.</param>
/// <param name="Offset">Where its bytes begin in the file.</param>
/// <param name="Length">How many bytes it has.</param>
public sealed record TensorInfo(string Name, string DType, IReadOnlyList<long> Shape, long Offset, long Length);

/// <summary>
/// A tensor to be written: <paramref name="WriteTo"/> writes exactly <paramref name="Length"/> bytes, little-endian, row-major.
/// </summary>
public sealed record TensorSource(string Name, string DType, IReadOnlyList<long> Shape, long Length, Action<Stream> WriteTo)
{
    private const int ChunkElements = 1 << 20;

    /// <summary>A tensor from values in memory.</summary>
    public static TensorSource Of<T>(string name, string dtype, IReadOnlyList<long> shape, ReadOnlyMemory<T> values)
        where T : unmanaged =>
        new(name, dtype, shape, (long)values.Length * Marshal.SizeOf<T>(), stream =>
        {
            // In pieces: a span of bytes can't be longer than 2 GiB.
            for (int start = 0; start < values.Length; start += ChunkElements)
                stream.Write(MemoryMarshal.AsBytes(values.Span.Slice(start, Math.Min(ChunkElements, values.Length - start))));
        });
}

/// <summary>Reads and writes the safetensors format (https://huggingface.co/docs/safetensors).</summary>
public sealed class SafetensorsFile : IDisposable
{
    private const int ChunkBytes = 1 << 20;
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly SafetensorsHeader _header;

    private SafetensorsFile(string path, SafeFileHandle file, SafetensorsHeader header)
    {
        _path = path;
        _file = file;
        _header = header;
    }

    public IReadOnlyDictionary<string, TensorInfo> Tensors => _header.Tensors;
    /// <summary>The header's __metadata__.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Opens a file and checks its header: sizes that lie, overlaps and absurd counts are refused (Damaged).</summary>
    public static SafetensorsFile Open(string path)
    {
        if (!File.Exists(path))
            throw Error.Of(ErrorKind.NotFound, "FileNotFound", path);
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            long length = RandomAccess.GetLength(file);
            var prefix = new byte[SafetensorsHeader.PrefixLength];
            int got = ReadFully(file, prefix, 0);
            var json = new byte[SafetensorsHeader.Length(path, prefix.AsSpan(0, got), length)];
            if (ReadFully(file, json, SafetensorsHeader.PrefixLength) != json.Length)
                throw SafetensorsHeader.Damaged(path, "its header is cut short");
            return new SafetensorsFile(path, file, SafetensorsHeader.Parse(path, json, length));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Reads and checks the header at the beginning of a stream of <paramref name="length"/> bytes, without the tensors' bytes.
    /// </summary>
    internal static IReadOnlyDictionary<string, TensorInfo> ReadTensors(Stream stream, long length, string name)
    {
        var prefix = new byte[SafetensorsHeader.PrefixLength];
        int got = stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false);
        var json = new byte[SafetensorsHeader.Length(name, prefix.AsSpan(0, got), length)];
        if (stream.ReadAtLeast(json, json.Length, throwOnEndOfStream: false) != json.Length)
            throw SafetensorsHeader.Damaged(name, "its header is cut short");
        return SafetensorsHeader.Parse(name, json, length).Tensors;
    }

    /// <summary>The tensor of that name; Damaged where the file has none.</summary>
    public TensorInfo Tensor(string name) => Tensors.TryGetValue(name, out var tensor)
        ? tensor
        : throw Error.Of(ErrorKind.Damaged, "TensorMissing", _path, name, NearestNames.Hint(name, Tensors.Keys));

    /// <summary>
    /// Reads a tensor's bytes into <paramref name="destination"/>, whose length is the tensor's. Safe from several threads.
    /// </summary>
    public void Read(string name, Span<byte> destination)
    {
        var tensor = Tensor(name);
        if (destination.Length != tensor.Length)
            throw new ArgumentException(
                $"Tensor '{name}' has {tensor.Length} bytes; there is room for {destination.Length}.", nameof(destination));
        ReadAt(tensor, 0, destination);
    }

    /// <summary>Reads a tensor's elements, of any number of bytes. The element type's size must be the tensor's.</summary>
    public void Read<T>(string name, Span<T> destination)
        where T : unmanaged
    {
        var tensor = Tensor(name);
        int size = Marshal.SizeOf<T>();
        if ((long)destination.Length * size != tensor.Length)
            throw new ArgumentException(
                $"Tensor '{name}' has {tensor.Length} bytes; there is room for {(long)destination.Length * size}.", nameof(destination));
        int chunk = ChunkBytes / size;
        for (int start = 0; start < destination.Length; start += chunk)
            ReadAt(
                tensor, (long)start * size, MemoryMarshal.AsBytes(destination.Slice(start, Math.Min(chunk, destination.Length - start))));
    }

    /// <summary>Reads some of a tensor's bytes, from <paramref name="start"/> on.</summary>
    public void ReadPart(string name, long start, Span<byte> destination)
    {
        var tensor = Tensor(name);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(destination.Length, tensor.Length - start, nameof(destination));
        ReadAt(tensor, start, destination);
    }

    /// <summary>Copies a tensor's bytes to a stream.</summary>
    public void CopyTo(string name, Stream destination)
    {
        var tensor = Tensor(name);
        var buffer = new byte[(int)Math.Min(ChunkBytes, tensor.Length)];
        for (long start = 0; start < tensor.Length; start += buffer.Length)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, tensor.Length - start));
            ReadAt(tensor, start, part);
            destination.Write(part);
        }
    }

    /// <summary>Writes a whole file: header, then the tensors (by type, then by name). Deterministic for the same input.</summary>
    public static void Write(Stream stream, IReadOnlyList<TensorSource> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        SafetensorsWriter.Write(stream, tensors, metadata);

    public void Dispose() => _file.Dispose();

    private void ReadAt(TensorInfo tensor, long start, Span<byte> destination)
    {
        if (ReadFully(_file, destination, tensor.Offset + start) != destination.Length)
            throw SafetensorsHeader.Damaged(_path, $"it ended within tensor '{tensor.Name}'");
    }

    private static int ReadFully(SafeFileHandle file, Span<byte> destination, long offset)
    {
        int done = 0;
        while (done < destination.Length)
        {
            int read = RandomAccess.Read(file, destination[done..], offset + done);
            if (read == 0)
                break;
            done += read;
        }
        return done;
    }
}
