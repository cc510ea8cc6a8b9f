namespace ModelOps.Core;

/// <summary>Turns the operating system's refusals to write into errors that say what to do.</summary>
internal static class DiskSpace
{
    // errno values: ENOSPC is the same on Linux and macOS, EDQUOT is not.
    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;
    private static readonly int QuotaExceeded = OperatingSystem.IsMacOS() ? 69 : 122;
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>
    /// Runs something that writes to <paramref name="path"/>: a full disk becomes Unavailable ("DiskFull"), a file beyond the largest
    /// ("FileTooLarge"), a refused access and a disk that is read only ("AccessDenied") too.
    /// </summary>
    public static void Guard(string path, Action write)
    {
        string free = "";
        try
        {
            write();
        }
        // In the filter, so that it is measured before what was half written is deleted.
        catch (IOException e) when (IsFull(e) && (free = Free(path)).Length > 0)
        {
            throw Error.Of(ErrorKind.Unavailable, "DiskFull", path, free, e);
        }
        catch (ArgumentOutOfRangeException e) when (e.TargetSite?.DeclaringType?.Namespace?.StartsWith("System.IO", StringComparison.Ordinal) == true)
        {
            // What .NET makes of EFBIG, in RandomAccess or the stream that it is compiled into: the file system, or a limit of the user's,
            // doesn't take files of this size.
            throw Error.Of(ErrorKind.Unavailable, "FileTooLarge", path, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw Error.Of(ErrorKind.Unavailable, "AccessDenied", path, e);
        }
        catch (IOException e) when (!OperatingSystem.IsWindows() && e.HResult == ReadOnlyFileSystem)
        {
            throw Error.Of(ErrorKind.Unavailable, "AccessDenied", path, Reason(e) + ".");
        }
    }

    /// <summary>As <see cref="Guard(string, Action)"/>, with a result.</summary>
    public static T Guard<T>(string path, Func<T> write)
    {
        T result = default!;
        Guard(path, () => { result = write(); });
        return result;
    }

    /// <summary>Why nothing can be written into a folder; null where something can.</summary>
    public static string? WhyNotWritable(string folder)
    {
        var probe = PartialName.Beside(Path.Combine(folder, "probe"));
        try
        {
            try
            {
                File.WriteAllBytes(probe, [1]);
            }
            finally
            {
                File.Delete(probe);
            }
            return null;
        }
        catch (IOException error) when (IsFull(error))
        {
            return "no space left on its disk";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Reason(error);
        }
    }

    /// <summary>.NET names the file that was tried, which nobody knows, after the reason.</summary>
    private static string Reason(Exception error) => error.Message.Split(" : '")[0];

    public static bool IsFull(IOException e) => OperatingSystem.IsWindows()
        ? e.HResult is WindowsDiskFull or WindowsHandleDiskFull
        : e.HResult is NoSpace or WindowsDiskFull || e.HResult == QuotaExceeded;

    /// <summary>"123 bytes free", or that it isn't known.</summary>
    private static string Free(string path)
    {
        try
        {
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Drive(path).AvailableFreeSpace} bytes free");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "free space unknown";
        }
    }

    /// <summary>The file system that a path is on, or would be on.</summary>
    public static DriveInfo Drive(string path) =>
        new((OperatingSystem.IsWindows() ? Path.GetPathRoot(Path.GetFullPath(path)) : NearestFolder(path)) ?? path);

    private static string? NearestFolder(string path)
    {
        string? folder = Path.GetFullPath(path);
        while (folder is not null && !Directory.Exists(folder))
            folder = Path.GetDirectoryName(folder);
        return folder;
    }
}
