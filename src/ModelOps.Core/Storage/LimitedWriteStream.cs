namespace ModelOps.Core;

/// <summary>Passes at most a given number of bytes on to another stream, which it leaves open.</summary>
internal sealed class LimitedWriteStream(Stream inner, long limit) : ForwardWriteStream(inner)
{
    /// <summary>Bytes that may still be written.</summary>
    public long Remaining { get; private set; } = limit;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length > Remaining)
            throw new InvalidOperationException($"{buffer.Length} bytes written where {Remaining} were left to write.");
        Inner.Write(buffer);
        Remaining -= buffer.Length;
    }
}
