using System.Buffers.Binary;
using System.Numerics;

namespace ModelOps.Core;

/// <summary>
/// Reads one GGUF header; see <see cref="GgufHeader.Read"/>. Every count is checked against the bytes that follow before anything is made
/// for it.
/// </summary>
internal sealed class GgufReader(string path, GgufWindow window)
{
    private const uint Magic = 0x46554747; // "GGUF"
    private const int MaxPairs = 65_536;
    private const int MaxTensors = 131_072;
    private const int MaxKeyBytes = 65_535;
    private const int MaxTensorNameBytes = 256;
    private const int MaxDimensions = 4;
    private const int MaxNesting = 3;
    /// <summary>Longer texts are passed over.</summary>
    private const int MaxKeptText = 1 << 20;
    /// <summary>All keys and texts together.</summary>
    private const long MaxKeptBytes = 32 << 20;
    private const int MaxKeptNumbers = 1024;
    /// <summary>Elements that have to be visited one by one: texts and nested lists.</summary>
    private const long MaxVisited = 1 << 24;
    private const long DefaultAlignment = 32;
    private const long MaxAlignment = 1 << 24;
    /// <summary>A key's length, one letter, the type, a value of one byte.</summary>
    private const int SmallestPair = 8 + 1 + 4 + 1;
    /// <summary>A name's length, the number of dimensions, the type, the offset.</summary>
    private const int SmallestTensor = 8 + 4 + 4 + 8;

    private long _kept;
    private long _visited;

    public static ModelOpsException Damaged(string path, string reason) => Error.Of(ErrorKind.Damaged, "GgufInvalid", path, reason);

    public GgufHeader Read()
    {
        int version = ReadVersion();
        ulong tensorCount = window.UInt64();
        ulong pairCount = window.UInt64();
        if (pairCount > MaxPairs || pairCount * SmallestPair > (ulong)window.Remaining)
            throw Damaged(
                $"it says that it has {pairCount} metadata entries, more than its {window.Length} bytes can hold or than anyone writes");
        if (tensorCount > MaxTensors || tensorCount * SmallestTensor > (ulong)window.Remaining)
            throw Damaged($"it says that it has {tensorCount} tensors, more than its {window.Length} bytes can hold or than anyone writes");
        var metadata = ReadMetadata((int)pairCount);
        var tensors = ReadTensors((int)tensorCount);
        long alignment = Alignment(metadata);
        long dataStart = Padded(window.Position, alignment);
        GgufLayout.Check(path, tensors, dataStart, alignment, window.Length);
        return new(version, metadata, tensors, dataStart, window.Length);
    }

    /// <summary><paramref name="offset"/>, or the next multiple of <paramref name="alignment"/>.</summary>
    internal static long Padded(long offset, long alignment) => (offset + alignment - 1) / alignment * alignment;

    private int ReadVersion()
    {
        if (window.Length < 4 || window.UInt32() != Magic)
            throw Damaged("it does not begin with 'GGUF'");
        uint version = window.UInt32();
        if (BinaryPrimitives.ReverseEndianness(version) is 2 or 3)
            throw Damaged("it is big-endian, made for another kind of machine");
        if (version is not (2 or 3))
            throw Damaged(version == 1
                ? "it is of version 1 of the format, which is out of use; 2 and 3 can be read"
                : $"it is of version {version} of the format; 2 and 3 can be read");
        return (int)version;
    }

    private GgufMetadata ReadMetadata(int count)
    {
        var values = new Dictionary<string, object?>(count, StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            var key = ReadName(MaxKeyBytes, "a metadata key");
            var type = ReadType(key);
            if (!values.TryAdd(key, ReadValue(type, key)))
                throw Damaged($"its metadata has '{Shown(key)}' twice");
        }
        return new(values);
    }

    private object? ReadValue(GgufValueType type, string key) => type switch
    {
        GgufValueType.UInt8 => (long)window.Byte(),
        GgufValueType.Int8 => (long)(sbyte)window.Byte(),
        GgufValueType.UInt16 => (long)window.UInt16(),
        GgufValueType.Int16 => (long)(short)window.UInt16(),
        GgufValueType.UInt32 => (long)window.UInt32(),
        GgufValueType.Int32 => (long)(int)window.UInt32(),
        GgufValueType.Int64 => (long)window.UInt64(),
        GgufValueType.UInt64 => window.UInt64() is <= long.MaxValue and var number ? (long)number : null,
        GgufValueType.Float32 => (double)BitConverter.UInt32BitsToSingle(window.UInt32()),
        GgufValueType.Float64 => BitConverter.UInt64BitsToDouble(window.UInt64()),
        GgufValueType.Bool => window.Byte() != 0,
        GgufValueType.String => ReadText(key),
        _ => ReadArray(key, 1),
    };

    private string? ReadText(string key)
    {
        ulong length = window.UInt64();
        if (length > (ulong)window.Remaining)
            throw Damaged($"the text '{Shown(key)}' says that it has {length} bytes, but {window.Remaining} follow");
        if (length < MaxKeptText)
            return Keep((int)length);
        window.Skip((long)length);
        return null;
    }

    private GgufArray ReadArray(string key, int depth)
    {
        var type = ReadType(key);
        ulong claimed = window.UInt64();
        int size = Size(type);
        int smallest = type == GgufValueType.Array ? 12 : size == 0 ? 8 : size;
        if (claimed > (ulong)(window.Remaining / smallest))
            throw Damaged($"the list '{Shown(key)}' says that it has {claimed} elements, but {window.Remaining} bytes follow");
        long count = (long)claimed;
        if (size > 0)
            return new(type, count, ReadNumbers(type, count, size));
        _visited += count;
        if (_visited > MaxVisited)
            throw Damaged($"the list '{Shown(key)}' says that it has {count} elements, more than anyone writes");
        if (type == GgufValueType.String)
            window.SkipTexts(count);
        else
            SkipNested(key, count, depth);
        return new(type, count, null);
    }

    private void SkipNested(string key, long count, int depth)
    {
        if (depth >= MaxNesting)
            throw Damaged($"the list '{Shown(key)}' has lists within lists, deeper than anyone writes");
        for (long i = 0; i < count; i++)
            ReadArray(key, depth + 1);
    }

    private double[]? ReadNumbers(GgufValueType type, long count, int size)
    {
        if (count > MaxKeptNumbers)
        {
            window.Skip(count * size);
            return null;
        }
        var numbers = new double[(int)count];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = ReadValue(type, "") switch { long n => n, double d => d, bool b => b ? 1 : 0, _ => double.NaN };
        return numbers;
    }

    private List<GgufTensor> ReadTensors(int count)
    {
        var tensors = new List<GgufTensor>(count);
        var names = new HashSet<string>(count, StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            var tensor = ReadTensor();
            if (!names.Add(tensor.Name))
                throw Damaged($"it has the tensor '{Shown(tensor.Name)}' twice");
            tensors.Add(tensor);
        }
        return tensors;
    }

    private GgufTensor ReadTensor()
    {
        var name = ReadName(MaxTensorNameBytes, "a tensor's name");
        uint dimensions = window.UInt32();
        if (dimensions > MaxDimensions)
            throw Damaged($"the tensor '{Shown(name)}' has {dimensions} dimensions; at most {MaxDimensions} are allowed");
        var shape = new long[dimensions];
        Int128 elements = 1;
        for (int i = 0; i < shape.Length; i++)
        {
            ulong size = window.UInt64();
            elements *= size <= long.MaxValue ? (Int128)size : -1;
            if (elements <= 0 || elements > long.MaxValue)
                throw Damaged($"the tensor '{Shown(name)}' has a dimension of {size}, which can't be");
            shape[i] = (long)size;
        }
        var type = new GgmlType(window.UInt32());
        ulong offset = window.UInt64();
        if (offset > (ulong)window.Length)
            throw Damaged($"the tensor '{Shown(name)}' begins {offset} bytes into the data, but the file has {window.Length}");
        return new(name, type, shape, (long)elements, (long)offset, Bytes(name, type, shape, elements));
    }

    private long? Bytes(string name, GgmlType type, long[] shape, Int128 elements)
    {
        if (!type.IsKnown)
            return null;
        long row = shape.Length > 0 ? shape[0] : 1;
        if (row % type.BlockElements != 0)
            throw Damaged(
                $"the tensor '{Shown(name)}' has rows of {row} values, which {type} can't hold in its blocks of {type.BlockElements}");
        var bytes = elements / type.BlockElements * type.BlockBytes;
        if (bytes > long.MaxValue)
            throw Damaged($"the tensor '{Shown(name)}' has more values than a file can hold");
        return (long)bytes;
    }

    private string ReadName(int longest, string what)
    {
        ulong length = window.UInt64();
        if (length == 0 || length > (ulong)longest)
            throw Damaged($"{what} has {length} bytes; 1 to {longest} are allowed");
        if (length > (ulong)window.Remaining)
            throw Damaged($"{what} says that it has {length} bytes, but {window.Remaining} follow");
        return Keep((int)length);
    }

    private string Keep(int bytes)
    {
        _kept += bytes;
        if (_kept > MaxKeptBytes)
            throw Damaged($"its metadata has more than {MaxKeptBytes >> 20} MiB of text");
        return window.Text(bytes);
    }

    private GgufValueType ReadType(string key)
    {
        uint type = window.UInt32();
        if (type > (uint)GgufValueType.Float64)
            throw Damaged($"the metadata entry '{Shown(key)}' has the unknown type {type}");
        return (GgufValueType)type;
    }

    private long Alignment(GgufMetadata metadata)
    {
        if (!metadata.Contains("general.alignment"))
            return DefaultAlignment;
        long alignment = metadata.Integer("general.alignment") ?? 0;
        if (alignment is <= 0 or > MaxAlignment || !BitOperations.IsPow2(alignment))
            throw Damaged($"it has an alignment of {alignment} bytes, which is no power of two that anyone uses");
        return alignment;
    }

    /// <summary>Bytes of a value; 0 for texts and lists.</summary>
    private static int Size(GgufValueType type) => type switch
    {
        GgufValueType.UInt8 or GgufValueType.Int8 or GgufValueType.Bool => 1,
        GgufValueType.UInt16 or GgufValueType.Int16 => 2,
        GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.Float32 => 4,
        GgufValueType.UInt64 or GgufValueType.Int64 or GgufValueType.Float64 => 8,
        _ => 0,
    };

    private ModelOpsException Damaged(string reason) => Damaged(path, reason);

    private static string Shown(string name) => name.Length <= 80 ? name : name[..80] + "…";
}
