using System.Buffers.Binary;
using System.Text;

namespace ModelOps.Tests.Onnx;

/// <summary>Fields of a message in protocol buffers' wire format, read without the exporter's code.</summary>
public sealed class WireReader
{
    private static readonly UTF8Encoding Strict = new(false, true);
    private readonly List<(int Field, object Value)> _fields = [];

    public WireReader(ReadOnlyMemory<byte> message)
    {
        int at = 0;
        while (at < message.Length)
        {
            ulong tag = Number(message.Span, ref at);
            int field = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    _fields.Add((field, (long)Number(message.Span, ref at)));
                    break;
                case 2:
                    int length = (int)Number(message.Span, ref at);
                    _fields.Add((field, message.Slice(at, length)));
                    at += length;
                    break;
                case 5:
                    _fields.Add((field, BinaryPrimitives.ReadSingleLittleEndian(message.Span[at..])));
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"Wire type {tag & 7} at {at}.");
            }
        }
    }

    public IEnumerable<int> Fields => _fields.Select(f => f.Field).Distinct();

    public long Integer(int field, long absent = 0) => Values(field).Cast<long>().DefaultIfEmpty(absent).Single();

    public long[] Integers(int field) => [.. Values(field).Cast<long>()];

    public float Float(int field) => Values(field).Cast<float>().Single();

    public ReadOnlyMemory<byte> Bytes(int field) => Values(field).Cast<ReadOnlyMemory<byte>>().Single();

    public string Text(int field) => Texts(field).Single();

    public string[] Texts(int field) => [.. Values(field).Cast<ReadOnlyMemory<byte>>().Select(b => Strict.GetString(b.Span))];

    public WireReader Message(int field) => Messages(field).Single();

    public WireReader[] Messages(int field) => [.. Values(field).Cast<ReadOnlyMemory<byte>>().Select(b => new WireReader(b))];

    private IEnumerable<object> Values(int field) => _fields.Where(f => f.Field == field).Select(f => f.Value);

    private static ulong Number(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
