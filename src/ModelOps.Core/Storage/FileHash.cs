using System.Buffers;
using System.Security.Cryptography;

namespace ModelOps.Core;

/// <summary>SHA-256 of files, lower-case hex.</summary>
public static class FileHash
{
    private const int ReadSize = 1 << 20;

    /// <summary>Hashes a file in reads of 1 MiB. FileNotFoundException where there is none.</summary>
    public static string Sha256(string path, CancellationToken cancellation = default) => Sha256(path, null, cancellation);

    /// <summary>
    /// As <see cref="Sha256(string, CancellationToken)"/>; <paramref name="progress"/> gets the number of bytes of each read.
    /// </summary>
    public static string Sha256(string path, Action<long>? progress, CancellationToken cancellation = default)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete,
            FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            long offset = 0;
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                int read = RandomAccess.Read(file, buffer.AsSpan(0, ReadSize), offset);
                if (read == 0)
                    return Convert.ToHexStringLower(hash.GetHashAndReset());
                hash.AppendData(buffer, 0, read);
                offset += read;
                progress?.Invoke(read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
