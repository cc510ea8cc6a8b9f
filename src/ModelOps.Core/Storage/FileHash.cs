namespace ModelOps.Core;

/// <summary>SHA-256 of files, lower-case hex.</summary>
public static class FileHash
{
    public static string Sha256(string path, CancellationToken cancellation = default) => throw new NotImplementedException();
}
