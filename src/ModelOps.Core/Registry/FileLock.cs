using System.Diagnostics;

namespace ModelOps.Core;

/// <summary>A lock between processes: a file that one at a time has open. It ends with the process at the latest.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Waits for the lock, which disposing gives back. The empty file stays.</summary>
    public static IDisposable Take(string file)
    {
        for (var waited = Stopwatch.StartNew(); ; Thread.Sleep(20))
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException) when (waited.Elapsed < Limit && File.Exists(file))
            {
            }
        }
    }
}
