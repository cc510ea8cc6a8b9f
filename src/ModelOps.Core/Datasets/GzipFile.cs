using System.Buffers.Binary;
using System.IO.Compression;

namespace ModelOps.Core;

/// <summary>
/// Unpacks a gzip file. .NET's own stream takes a file that was cut short for a shorter one; this one throws InvalidDataException at the
/// end where the file's checksum and length aren't those of what came out.
/// </summary>
internal sealed class GzipFile(FileStream file) : ForwardReadStream
{
    private const int TrailerLength = 8;
    private readonly GZipStream _unpacked = new(file, CompressionMode.Decompress);
    private uint _checksum;
    private long _length;
    private bool _ended;

    public override long Position { get => _length; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        int read = _unpacked.Read(buffer);
        _checksum = Crc32.Append(_checksum, buffer[..read]);
        _length += read;
        if (read == 0 && buffer.Length > 0 && !_ended)
        {
            CheckEnd();
            _ended = true;
        }
        return read;
    }

    /// <summary>
    /// The trailer has the checksum and, modulo 2^32, the length of the file's last member: of all of it, where it has one.
    /// </summary>
    private void CheckEnd()
    {
        if (file.Length <= TrailerLength)
            throw CutShort();
        Span<byte> trailer = stackalloc byte[TrailerLength];
        RandomAccess.Read(file.SafeFileHandle, trailer, file.Length - TrailerLength);
        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        if (checksum == _checksum && length == (uint)_length)
            return;
        if (length >= _length || ChecksumFrom(_length - length) != checksum)
            throw CutShort();
    }

    /// <summary>
    /// The checksum of what comes after so many unpacked bytes: of the last of several members. The others were checked on the way.
    /// </summary>
    private uint ChecksumFrom(long start)
    {
        using var again = new GZipStream(new FileStream(file.Name, FileMode.Open, FileAccess.Read, FileShare.Read),
            CompressionMode.Decompress);
        var buffer = new byte[1 << 16];
        uint checksum = 0;
        int read;
        for (long at = 0; (read = again.Read(buffer)) > 0; at += read)
        {
            int skip = (int)Math.Clamp(start - at, 0, read);
            checksum = Crc32.Append(checksum, buffer.AsSpan(skip, read - skip));
        }
        return checksum;
    }

    private static InvalidDataException CutShort() => new("it was cut short or changed: its checksum is not that of its content.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _unpacked.Dispose();
        base.Dispose(disposing);
    }
}
