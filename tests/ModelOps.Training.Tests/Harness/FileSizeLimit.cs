using System.Diagnostics;
using System.Globalization;

namespace ModelOps.Training.Tests;

/// <summary>Limits how large the files of a running process may become (RLIMIT_FSIZE), as a full disk would. Linux.</summary>
internal static class FileSizeLimit
{
    /// <param name="process">Process id.</param>
    /// <param name="bytes">The soft limit; null: none.</param>
    public static void Set(int process, long? bytes)
    {
        string limit = bytes?.ToString(CultureInfo.InvariantCulture) ?? "unlimited";
        using var run = Process.Start("prlimit", [$"--pid={process}", $"--fsize={limit}:unlimited"]);
        run.WaitForExit();
        Assert.Equal(0, run.ExitCode);
    }
}
