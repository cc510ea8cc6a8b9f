using System.Buffers.Binary;
using System.Text;

namespace ModelOps.Training.Tests;

/// <summary>A whole GGUF file, read by its specification without the reader of ModelOps: all metadata, and tensors as numbers.</summary>
internal sealed class GgufContent
{
    private readonly byte[] bytes;
    private int at;

    public GgufContent(string path)
    {
        bytes = File.ReadAllBytes(path);
        Assert.Equal("GGUF", Encoding.ASCII.GetString(Take(4)));
        Assert.Equal(3u, UInt32());
        int tensors = (int)UInt64(), pairs = (int)UInt64();
        Metadata = Enumerable.Range(0, pairs).Select(_ => (Key: Text(), Value: Value(UInt32()))).ToDictionary(p => p.Key, p => p.Value);
        var described = Enumerable.Range(0, tensors).Select(_ => Description()).ToList();
        int start = (at + 31) / 32 * 32;
        Tensors = described.ToDictionary(d => d.Name, d => new GgufMatrix(d.Shape, d.Type, Decode(start + d.Offset, d.Type, d.Shape)));
        Assert.All(described, d => Assert.Equal(0, d.Offset % 32));
    }

    public IReadOnlyDictionary<string, object> Metadata { get; }
    public IReadOnlyDictionary<string, GgufMatrix> Tensors { get; }

    public int Number(string key) => (int)(uint)Metadata[key];

    public IReadOnlyList<T> List<T>(string key) => [.. ((object[])Metadata[key]).Cast<T>()];

    private object Value(uint type) => type switch
    {
        4 => UInt32(),
        5 => (int)UInt32(),
        6 => BinaryPrimitives.ReadSingleLittleEndian(Take(4)),
        7 => Take(1)[0] != 0,
        8 => Text(),
        9 => List(UInt32(), UInt64()),
        _ => throw new InvalidDataException($"Type {type}."),
    };

    private object[] List(uint type, ulong count) => [.. Enumerable.Range(0, (int)count).Select(_ => Value(type))];

    private (string Name, int[] Shape, uint Type, int Offset) Description()
    {
        string name = Text();
        int[] shape = [.. Enumerable.Range(0, (int)UInt32()).Select(_ => (int)UInt64())];
        return (name, shape, UInt32(), (int)UInt64());
    }

    private double[] Decode(int from, uint type, int[] shape)
    {
        int count = shape.Aggregate(1, (a, b) => a * b);
        return type switch
        {
            0 => [.. Enumerable.Range(0, count).Select(i => (double)BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(from + 4 * i)))],
            1 => [.. Enumerable.Range(0, count).Select(i => Half(from + 2 * i))],
            8 => [.. Enumerable.Range(0, count).Select(i => Half(from + i / 32 * 34) * (sbyte)bytes[from + i / 32 * 34 + 2 + i % 32])],
            _ => throw new InvalidDataException($"Tensor type {type}."),
        };
    }

    private double Half(int from) => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes.AsSpan(from));

    private string Text() => Encoding.UTF8.GetString(Take((int)UInt64()));

    private uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    private ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    private ReadOnlySpan<byte> Take(int count) => bytes.AsSpan((at += count) - count, count);
}

/// <summary>A tensor: the innermost dimension first, values row by row.</summary>
internal sealed record GgufMatrix(int[] Shape, uint Type, double[] Values)
{
    public double[] Row(int row) => Values.AsSpan(row * Shape[0], Shape[0]).ToArray();

    /// <summary>Products with each row.</summary>
    public double[] Times(double[] vector) =>
        [.. Enumerable.Range(0, Shape[1]).Select(row => Row(row).Zip(vector, (a, b) => a * b).Sum())];
}
