using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ModelOps.Core;

/// <summary>
/// Lays a safetensors file out as the reference implementation does: tensors by falling alignment of their type, then by name (so every
/// tensor is aligned), the header padded with spaces to 8 bytes.
/// </summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;

    public static void Write(Stream stream, IReadOnlyList<TensorSource> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        foreach (var tensor in tensors)
            Check(tensor);
        var ordered = tensors.OrderByDescending(t => TensorType.Rank(t.DType)).ThenBy(t => t.Name, StringComparer.Ordinal).ToList();
        if (ordered.Select(t => t.Name).Distinct(StringComparer.Ordinal).Count() != ordered.Count)
            throw new ArgumentException("Two tensors have the same name.", nameof(tensors));
        var header = Header(ordered, metadata);
        Span<byte> prefix = stackalloc byte[SafetensorsHeader.PrefixLength];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
        stream.Write(prefix);
        stream.Write(header);
        foreach (var tensor in ordered)
        {
            using var counted = new LimitedWriteStream(stream, tensor.Length);
            tensor.WriteTo(counted);
            if (counted.Remaining != 0)
                throw new InvalidOperationException(
                    $"Tensor '{tensor.Name}' wrote {tensor.Length - counted.Remaining} of its {tensor.Length} bytes.");
        }
    }

    private static void Check(TensorSource tensor)
    {
        if (tensor.Name == SafetensorsHeader.MetadataKey || !TensorType.IsKnown(tensor.DType))
            throw new ArgumentException($"Tensor '{tensor.Name}' can't be stored: reserved name or unknown type '{tensor.DType}'.");
        if (TensorType.Length(tensor.DType, tensor.Shape) != tensor.Length)
            throw new ArgumentException($"Tensor '{tensor.Name}': {tensor.Length} bytes is not what {tensor.DType} of shape [{string.Join(", ", tensor.Shape)}] takes.");
    }

    private static byte[] Header(List<TensorSource> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafetensorsHeader.MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
                    json.WriteString(key, value);
                json.WriteEndObject();
            }
            long offset = 0;
            foreach (var tensor in tensors)
            {
                WriteEntry(json, tensor, offset);
                offset = checked(offset + tensor.Length);
            }
            json.WriteEndObject();
        }
        int padding = (Alignment - (int)(buffer.Length % Alignment)) % Alignment;
        buffer.Write(Encoding.ASCII.GetBytes(new string(' ', padding)));
        if (buffer.Length > SafetensorsHeader.MaxLength)
            throw new ArgumentException($"The header would take {buffer.Length} bytes; the format allows {SafetensorsHeader.MaxLength}.");
        return buffer.ToArray();
    }

    private static void WriteEntry(Utf8JsonWriter json, TensorSource tensor, long offset)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.DType);
        json.WriteStartArray("shape");
        foreach (long dimension in tensor.Shape)
            json.WriteNumberValue(dimension);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(checked(offset + tensor.Length));
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
