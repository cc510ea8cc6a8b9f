namespace ModelOps.Core;

/// <summary>Writes files that are complete or absent: beside, flushed, renamed, the folder flushed.</summary>
public static class AtomicFile
{
    private const int BufferSize = 1 << 16;

    /// <summary>
    /// Writes a file; one that is there is replaced in one step. The folder is made if absent. When it fails nothing of it is left.
    /// </summary>
    public static void Write(string path, Action<Stream> write) => Write(path, write, overwrite: true);

    /// <summary>
    /// As <see cref="Write(string, Action{Stream})"/>; without <paramref name="overwrite"/> a file that is there by then is left and
    /// AlreadyExists ("FileExists") thrown.
    /// </summary>
    public static void Write(string path, Action<Stream> write, bool overwrite) =>
        Make(path, partial => WriteFlushed(partial, write), overwrite);

    /// <summary>
    /// As <see cref="Write(string, Action{Stream}, bool)"/>, for a file that <paramref name="make"/> makes, and flushes, under the name it
    /// is given.
    /// </summary>
    internal static void Make(string path, Action<string> make, bool overwrite)
    {
        path = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(path) ?? throw new ArgumentException($"'{path}' is not the path of a file.", nameof(path));
        DiskSpace.Guard(path, () =>
        {
            Directory.CreateDirectory(folder);
            PartialName.RemoveLeftovers(folder, Path.GetFileName(path));
            var partial = PartialName.Beside(path);
            try
            {
                make(partial);
                Publish(partial, path, overwrite);
            }
            finally
            {
                File.Delete(partial);
            }
            FlushFolder(folder);
        });
    }

    /// <summary>Writes text as UTF-8 without a byte order mark.</summary>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Makes a rename in <paramref name="folder"/> durable (fsync of the folder, where the system has it).</summary>
    public static void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsWindows())
            UnixCalls.FlushFolder(folder);
    }

    /// <summary>Writes a new file and flushes it to the disk: for a folder that is renamed as a whole.</summary>
    internal static void WriteFlushed(string path, Action<Stream> write)
    {
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, BufferSize);
        write(stream);
        stream.Flush(flushToDisk: true);
    }

    private static void Publish(string partial, string path, bool overwrite)
    {
        try
        {
            File.Move(partial, path, overwrite);
        }
        catch (IOException) when (!overwrite && File.Exists(path))
        {
            throw Error.Of(ErrorKind.AlreadyExists, "FileExists", path);
        }
    }
}
