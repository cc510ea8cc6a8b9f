using System.Diagnostics;

namespace ModelOps.Core.Tests.Health;

/// <summary>Runs a command of this program while a folder can't be written: mounted read-only where this user may write everywhere, else
/// by its permissions.</summary>
internal static class ReadOnlyDisk
{
    /// <summary>Runs "COMMAND FOLDER"; what it printed.</summary>
    public static string[] Run(string command, string folder)
    {
        var program = $"'{TestProcess.Executable}' {command} '{folder}'";
        var mount = $"mount --bind '{folder}' '{folder}' && mount -o remount,ro,bind '{folder}'";
        foreach (var namespaces in new[] { "-m", "-rm" })
        {
            if (Shell($"unshare {namespaces} sh -c \"{mount}\"").Code == 0)
                return Lines(Shell($"exec unshare {namespaces} sh -c \"{mount} && exec {program}\""));
        }
        Assert.Equal(0, Shell($"chmod -R a-w '{folder}'").Code);
        try
        {
            return Lines(Shell($"exec {program}"));
        }
        finally
        {
            Shell($"chmod -R u+w '{folder}'");
        }
    }

    private static string[] Lines((int Code, string Output) result)
    {
        Assert.True(result.Code == 0, result.Output);
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static (int Code, string Output) Shell(string script)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", script + " 2>&1"]) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
