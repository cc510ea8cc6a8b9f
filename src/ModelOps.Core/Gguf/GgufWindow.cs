using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ModelOps.Core;

/// <summary>
/// Reads a file forward through one rented buffer. What is skipped beyond the buffer is never read. A file is read and not mapped, because
/// a mapped one that another process cuts short kills the process that looks at it.
/// </summary>
internal sealed class GgufWindow : IDisposable
{
    private const int Capacity = 256 << 10;
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(Capacity);
    private long _start;
    private int _filled;
    private int _at;

    public GgufWindow(string path, SafeFileHandle file)
    {
        _path = path;
        _file = file;
        Length = RandomAccess.GetLength(file);
    }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }
    /// <summary>Offset of the next byte.</summary>
    public long Position => _start + _at;
    public long Remaining => Length - Position;

    public byte Byte() => Take(1)[0];
    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));
    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>The next bytes; valid until the next call. At most the buffer's size.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > _filled - _at)
            Refill(count);
        var bytes = _buffer.AsSpan(_at, count);
        _at += count;
        return bytes;
    }

    /// <summary>The next bytes as text; what isn't UTF-8 becomes U+FFFD. The caller has checked that so many follow.</summary>
    public string Text(int bytes)
    {
        if (bytes <= Capacity)
            return Encoding.UTF8.GetString(Take(bytes));
        var parts = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            for (int done = 0; done < bytes;)
            {
                int part = Math.Min(Capacity, bytes - done);
                Take(part).CopyTo(parts.AsSpan(done));
                done += part;
            }
            return Encoding.UTF8.GetString(parts, 0, bytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(parts);
        }
    }

    /// <summary>Goes on behind the next bytes, without reading them where they aren't in the buffer.</summary>
    public void Skip(long count)
    {
        if (count > Remaining)
            throw CutShort();
        if (count <= _filled - _at)
            _at += (int)count;
        else
            Jump(Position + count);
    }

    /// <summary>Goes on behind a sequence of texts, each a length of 8 bytes and its bytes: only the lengths are looked at.</summary>
    public void SkipTexts(long count)
    {
        long at = _at;
        var bytes = _buffer.AsSpan(0, _filled);
        for (; count > 0; count--)
        {
            if (at > bytes.Length - sizeof(ulong))
            {
                Jump(_start + at);
                Refill(sizeof(ulong));
                bytes = _buffer.AsSpan(0, _filled);
                at = 0;
            }
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(int)at..]);
            at += sizeof(ulong);
            if (length > (ulong)(Length - _start - at))
                throw GgufReader.Damaged(_path, $"a text in a list says that it has {length} bytes, but {Length - _start - at} follow");
            at += (long)length;
        }
        if (at <= bytes.Length)
            _at = (int)at;
        else
            Jump(_start + at);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private void Jump(long position)
    {
        _start = position;
        _filled = _at = 0;
    }

    private void Refill(int needed)
    {
        int kept = _filled - _at;
        _buffer.AsSpan(_at, kept).CopyTo(_buffer);
        _start += _at;
        _at = 0;
        _filled = kept;
        while (_filled < needed)
        {
            int read = RandomAccess.Read(_file, _buffer.AsSpan(_filled, Capacity - _filled), _start + _filled);
            if (read == 0)
                throw CutShort();
            _filled += read;
        }
    }

    private ModelOpsException CutShort() => GgufReader.Damaged(_path, $"it ends within its header, at byte {Length}");
}
