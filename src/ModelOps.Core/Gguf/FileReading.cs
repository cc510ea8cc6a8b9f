namespace ModelOps.Core;

/// <summary>Turns the operating system's refusals to read into errors that say what to do.</summary>
internal static class FileReading
{
    /// <summary>
    /// Whether there is nothing to read at a path: an empty file, or none that is plain. To open a named pipe, which has no length either,
    /// would wait for whoever writes to it.
    /// </summary>
    public static bool IsEmpty(string path)
    {
        var file = new FileInfo(path);
        return (file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo) is { Exists: true, Length: 0 };
    }

    /// <summary>
    /// Runs something that reads <paramref name="path"/>: NotFound ("FileNotFound") where it isn't there, Unavailable ("FileUnreadable")
    /// where it can't be read.
    /// </summary>
    public static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Error.Of(ErrorKind.NotFound, "FileNotFound", path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Error.Of(ErrorKind.Unavailable, "FileUnreadable", path, e);
        }
    }
}
