using System.Diagnostics;

namespace ModelOps.Core;

/// <summary>A lock between processes: a file that one at a time has open. It ends with the process at the latest.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Waits for the lock, which disposing gives back. The empty file stays.</summary>
    public static IDisposable Take(string file) => Open(file, FileAccess.ReadWrite, FileShare.None);

    /// <summary>As <see cref="Take"/>, for what may be held for minutes: it waits as long as it takes.</summary>
    public static async Task<IDisposable> TakeAsync(string file, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException error) when (File.Exists(file) && error.GetType() == typeof(IOException))
            {
                await Task.Delay(20, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Waits while another has taken the lock; any number may share it. Null where the file can't be made or read: then nobody can take it
    /// either.
    /// </summary>
    public static IDisposable? Share(string file)
    {
        try
        {
            return Open(file, FileAccess.Read, FileShare.Read);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or DirectoryNotFoundException
            || (error is IOException && !File.Exists(file)))
        {
            return null;
        }
    }

    private static FileStream Open(string file, FileAccess access, FileShare share)
    {
        for (var waited = Stopwatch.StartNew(); ; Thread.Sleep(access == FileAccess.Read ? 2 : 20))
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, access, share, bufferSize: 0);
            }
            catch (IOException) when (waited.Elapsed < Limit && File.Exists(file))
            {
            }
        }
    }
}
