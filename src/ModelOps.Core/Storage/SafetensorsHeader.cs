using System.Buffers.Binary;
using System.Text.Json;

namespace ModelOps.Core;

/// <summary>
/// The header of a safetensors file: 8 bytes of length (little-endian), then JSON. Checked as strictly as the reference implementation
/// does: the tensors cover the rest of the file without a hole or an overlap, and each has the bytes that its type and shape ask for.
/// </summary>
internal sealed class SafetensorsHeader
{
    public const string MetadataKey = "__metadata__";
    public const int PrefixLength = 8;
    /// <summary>The reference implementation's limit.</summary>
    public const int MaxLength = 100_000_000;

    private readonly Dictionary<string, TensorInfo> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly string _file;
    private readonly long _dataStart;

    private SafetensorsHeader(string file, int headerLength)
    {
        _file = file;
        _dataStart = PrefixLength + headerLength;
    }

    public IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Length of the JSON, from a file's first 8 bytes.</summary>
    public static int Length(string file, ReadOnlySpan<byte> prefix, long fileLength)
    {
        if (prefix.Length < PrefixLength)
            throw Damaged(file, $"it has {fileLength} bytes, fewer than the 8 that every file begins with");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaxLength)
            throw Damaged(file, $"it says that its header has {length} bytes; at most {MaxLength} are allowed");
        if (length < 2 || (long)length > fileLength - PrefixLength)
            throw Damaged(file, $"it says that its header has {length} bytes, but {fileLength - PrefixLength} follow");
        return (int)length;
    }

    public static SafetensorsHeader Parse(string file, ReadOnlySpan<byte> json, long fileLength)
    {
        var header = new SafetensorsHeader(file, json.Length);
        if (json[0] != (byte)'{')
            throw Damaged(file, "its header does not begin with '{'");
        try
        {
            header.ReadEntries(json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw Damaged(file, "its header is not the JSON that the format asks for: " + e.Message.TrimEnd('.'));
        }
        header.CheckLayout(fileLength);
        return header;
    }

    private void ReadEntries(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 4 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            Expect(reader.TokenType == JsonTokenType.StartObject, name, "is not an object");
            if (name == MetadataKey)
                ReadMetadata(ref reader);
            else
                Expect(_tensors.TryAdd(name, ReadTensor(ref reader, name)), name, "appears twice");
        }
        while (reader.Read())
        {
        }
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            Expect(reader.TokenType == JsonTokenType.String, MetadataKey, $"has a value under '{key}' that is not text");
            Expect(_metadata.TryAdd(key, reader.GetString()!), MetadataKey, $"has '{key}' twice");
        }
    }

    private TensorInfo ReadTensor(ref Utf8JsonReader reader, string name)
    {
        string? type = null;
        List<long>? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            switch (key)
            {
                case "dtype" when type is null && reader.TokenType == JsonTokenType.String:
                    type = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ReadSizes(ref reader, name, key);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadSizes(ref reader, name, key);
                    break;
                default:
                    throw Damaged(_file, $"tensor '{name}' has an unknown, repeated or mistyped entry '{key}'");
            }
        }
        Expect(type is not null && shape is not null && offsets is { Count: 2 }, name, "lacks dtype, shape or data_offsets");
        Expect(TensorType.IsKnown(type!), name, $"has the unknown type '{type}'");
        Expect(offsets![0] <= offsets[1] && offsets[1] <= long.MaxValue - _dataStart, name, "has offsets that can't be");
        long length = offsets[1] - offsets[0];
        Expect(TensorType.Length(type!, shape!) == length, name,
            $"has {length} bytes, which {type} of shape [{string.Join(", ", shape!)}] does not take");
        return new TensorInfo(name, type!, shape!, _dataStart + offsets[0], length);
    }

    private List<long> ReadSizes(ref Utf8JsonReader reader, string name, string key)
    {
        Expect(reader.TokenType == JsonTokenType.StartArray, name, $"has no list under '{key}'");
        var sizes = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            long value = 0;
            Expect(reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out value) && value >= 0, name,
                $"has something else than a size under '{key}'");
            sizes.Add(value);
        }
        return sizes;
    }

    private void CheckLayout(long fileLength)
    {
        long expected = _dataStart;
        foreach (var tensor in _tensors.Values.OrderBy(t => t.Offset).ThenBy(t => t.Length))
        {
            Expect(tensor.Offset == expected, tensor.Name, $"begins at byte {tensor.Offset}, but the one before ends at {expected}");
            expected += tensor.Length;
        }
        if (expected > fileLength)
            throw Damaged(_file, $"it is cut short: it has {fileLength} bytes, its header asks for {expected}");
        if (expected < fileLength)
            throw Damaged(_file, $"it has {fileLength - expected} bytes after its last tensor");
    }

    private void Expect(bool condition, string tensor, string otherwise)
    {
        if (!condition)
            throw Damaged(_file, $"tensor '{tensor}' {otherwise}");
    }

    public static ModelOpsException Damaged(string file, string reason) => Error.Of(ErrorKind.Damaged, "SafetensorsInvalid", file, reason);
}
