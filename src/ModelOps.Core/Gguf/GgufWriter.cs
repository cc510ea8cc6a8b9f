using System.Buffers.Binary;
using System.Text;

namespace ModelOps.Core;

/// <summary>A tensor to be written: <paramref name="WriteTo"/> writes exactly the bytes that its type and shape take.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Element type, known and dividing the innermost dimension into whole blocks.</param>
/// <param name="Shape">Dimensions as PyTorch has them: the outermost first.</param>
/// <param name="WriteTo">Writes its blocks.</param>
internal sealed record GgufTensorSource(string Name, GgmlType Type, IReadOnlyList<long> Shape, Action<Stream> WriteTo)
{
    public long Bytes => Shape.Aggregate(1L, (a, b) => checked(a * b)) / Type.BlockElements * Type.BlockBytes;
}

/// <summary>Writes GGUF files, version 3, little-endian (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md).</summary>
internal sealed class GgufWriter
{
    private const uint Version = 3;
    private const int Alignment = 32;
    private readonly MemoryStream _pairs = new();
    private int _count;

    public GgufWriter Add(string key, string text) => Pair(key, GgufValueType.String, () => Write(_pairs, text));

    public GgufWriter Add(string key, int value) => Pair(key, GgufValueType.UInt32, () => Write(_pairs, checked((uint)value)));

    public GgufWriter Add(string key, float value) =>
        Pair(key, GgufValueType.Float32, () => Write(_pairs, BitConverter.SingleToUInt32Bits(value)));

    public GgufWriter Add(string key, bool value) => Pair(key, GgufValueType.Bool, () => _pairs.WriteByte(value ? (byte)1 : (byte)0));

    public GgufWriter Add(string key, IReadOnlyCollection<string> texts) =>
        List(key, GgufValueType.String, texts, text => Write(_pairs, text));

    public GgufWriter Add(string key, IReadOnlyCollection<int> numbers) =>
        List(key, GgufValueType.Int32, numbers, number => Write(_pairs, unchecked((uint)number)));

    /// <summary>Writes the whole file: what was added, then the tensors in their order, each at a multiple of 32 bytes.</summary>
    public void WriteTo(Stream stream, IReadOnlyList<GgufTensorSource> tensors)
    {
        stream.Write("GGUF"u8);
        Write(stream, Version);
        Write(stream, (ulong)tensors.Count);
        Write(stream, (ulong)_count);
        _pairs.WriteTo(stream);
        long length = 4 + 4 + 8 + 8 + _pairs.Length + WriteDescriptions(stream, tensors);
        stream.Write(new byte[Padding(length)]);
        foreach (var tensor in tensors)
        {
            using var counted = new LimitedWriteStream(stream, tensor.Bytes);
            tensor.WriteTo(counted);
            if (counted.Remaining != 0)
                throw new InvalidOperationException($"Tensor '{tensor.Name}' lacks {counted.Remaining} of its {tensor.Bytes} bytes.");
            stream.Write(new byte[Padding(tensor.Bytes)]);
        }
    }

    private static long WriteDescriptions(Stream stream, IReadOnlyList<GgufTensorSource> tensors)
    {
        using var descriptions = new MemoryStream();
        long offset = 0;
        foreach (var tensor in tensors)
        {
            Write(descriptions, tensor.Name);
            Write(descriptions, (uint)tensor.Shape.Count);
            foreach (long dimension in tensor.Shape.Reverse())
                Write(descriptions, (ulong)dimension);
            Write(descriptions, tensor.Type.Code);
            Write(descriptions, (ulong)offset);
            offset += tensor.Bytes + Padding(tensor.Bytes);
        }
        descriptions.WriteTo(stream);
        return descriptions.Length;
    }

    private static int Padding(long length) => (int)((Alignment - length % Alignment) % Alignment);

    private GgufWriter Pair(string key, GgufValueType type, Action write)
    {
        Write(_pairs, key);
        Write(_pairs, (uint)type);
        write();
        _count++;
        return this;
    }

    private GgufWriter List<T>(string key, GgufValueType type, IReadOnlyCollection<T> values, Action<T> write) =>
        Pair(key, GgufValueType.Array, () =>
        {
            Write(_pairs, (uint)type);
            Write(_pairs, (ulong)values.Count);
            foreach (var value in values)
                write(value);
        });

    private static void Write(Stream stream, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Write(stream, (ulong)bytes.Length);
        stream.Write(bytes);
    }

    private static void Write(Stream stream, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        stream.Write(bytes);
    }

    private static void Write(Stream stream, ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        stream.Write(bytes);
    }
}
