using System.Buffers.Binary;
using System.Text;

namespace ModelOps.Core;

/// <summary>
/// A message in the wire format of protocol buffers (https://protobuf.dev/programming-guides/encoding/). Large contents are written from
/// where they lie when the message is; their lengths are known before.
/// </summary>
internal sealed class ProtoMessage
{
    private const int Varint = 0;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;
    private readonly List<(byte[] Head, long Length, Action<Stream>? WriteTo)> _fields = [];
    private bool _contained;

    /// <summary>Bytes that the message takes.</summary>
    public long Length { get; private set; }

    /// <summary>An int32, int64 or an enumeration's value.</summary>
    public ProtoMessage Add(int field, long value) => Append([.. Tag(field, Varint), .. Number((ulong)value)]);

    public ProtoMessage Add(int field, float value)
    {
        var bytes = new byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        return Append([.. Tag(field, Fixed32), .. bytes]);
    }

    public ProtoMessage Add(int field, string text) => Add(field, Encoding.UTF8.GetBytes(text));

    public ProtoMessage Add(int field, byte[] bytes) => Append([.. Tag(field, LengthDelimited), .. Number((ulong)bytes.Length), .. bytes]);

    /// <summary>A message, to which nothing can be added from then on.</summary>
    public ProtoMessage Add(int field, ProtoMessage message)
    {
        message._contained = true;
        return Add(field, message.Length, message.WriteTo);
    }

    /// <summary>Bytes that are written later: exactly <paramref name="length"/>.</summary>
    public ProtoMessage Add(int field, long length, Action<Stream> writeTo) =>
        Append([.. Tag(field, LengthDelimited), .. Number((ulong)length)], length, writeTo);

    public void WriteTo(Stream stream)
    {
        foreach (var (head, length, writeTo) in _fields)
        {
            stream.Write(head);
            if (writeTo is null)
                continue;
            using var counted = new LimitedWriteStream(stream, length);
            writeTo(counted);
            if (counted.Remaining != 0)
                throw new InvalidOperationException($"{counted.Remaining} of the {length} bytes of a field were not written.");
        }
    }

    private ProtoMessage Append(byte[] head, long length = 0, Action<Stream>? writeTo = null)
    {
        if (_contained)
            throw new InvalidOperationException("The message is part of another one, which knows its length.");
        _fields.Add((head, length, writeTo));
        Length += head.Length + length;
        return this;
    }

    private static byte[] Tag(int field, int wireType) => Number((ulong)(field << 3 | wireType));

    private static byte[] Number(ulong value)
    {
        var bytes = new List<byte>(10);
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
