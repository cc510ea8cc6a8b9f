namespace ModelOps.Core;

/// <summary>Writes files that are complete or absent: beside, flushed, renamed, the folder flushed.</summary>
public static class AtomicFile
{
    public static void Write(string path, Action<Stream> write) => throw new NotImplementedException();
    public static void WriteText(string path, string text) => throw new NotImplementedException();
    /// <summary>Makes a rename in <paramref name="folder"/> durable (fsync of the folder, where the system has it).</summary>
    public static void FlushFolder(string folder) => throw new NotImplementedException();
}
