using System.Security.Cryptography;

namespace ModelOps.Core;

/// <summary>Passes writes on and hashes them on the way, so that a file just written need not be read again.</summary>
internal sealed class HashingStream(Stream inner) : ForwardWriteStream(inner)
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Bytes written so far.</summary>
    public long Written { get; private set; }

    /// <summary>SHA-256 of what was written, lower-case hex. Starts anew.</summary>
    public string TakeSha256() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public override long Position { get => Written; set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Inner.Write(buffer);
        _hash.AppendData(buffer);
        Written += buffer.Length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _hash.Dispose();
        base.Dispose(disposing);
    }
}
