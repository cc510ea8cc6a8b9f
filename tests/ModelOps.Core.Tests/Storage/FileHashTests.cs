using System.Security.Cryptography;

namespace ModelOps.Core.Tests.Storage;

public sealed class FileHashTests : IDisposable
{
    private readonly TempHome _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1 << 20)]
    [InlineData((3 << 20) + 17)]
    public void Equals_the_hash_of_the_bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        File.WriteAllBytes(_home.File("f"), bytes);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), FileHash.Sha256(_home.File("f")));
    }

    [Fact]
    public void Stops_when_cancelled()
    {
        File.WriteAllBytes(_home.File("f"), new byte[100]);

        Assert.Throws<OperationCanceledException>(() => FileHash.Sha256(_home.File("f"), new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_stream_hashes_what_is_written_through_it()
    {
        var inner = new MemoryStream();
        using var stream = new HashingStream(inner);
        stream.Write("abc"u8);
        stream.WriteByte((byte)'d');

        Assert.Equal(4, stream.Written);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("abcd"u8)), stream.TakeSha256());
        Assert.Equal("abcd"u8.ToArray(), inner.ToArray());
    }
}
