namespace ModelOps.Core;

/// <summary>Passes at most a given number of bytes on to another stream, which it leaves open.</summary>
internal sealed class LimitedWriteStream(Stream inner, long limit) : Stream
{
    /// <summary>Bytes that may still be written.</summary>
    public long Remaining { get; private set; } = limit;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length > Remaining)
            throw new InvalidOperationException($"{buffer.Length} bytes written where {Remaining} were left to write.");
        inner.Write(buffer);
        Remaining -= buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    public override void Flush() => inner.Flush();
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
