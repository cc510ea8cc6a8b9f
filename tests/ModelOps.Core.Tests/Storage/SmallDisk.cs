using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ModelOps.Core.Tests.Storage;

/// <summary>
/// Runs a command of this program on a disk of 4 MiB: a tmpfs in a mount namespace of its own, which goes with the process; where the
/// system doesn't allow that, with a limit of 2 MiB on the size of files.
/// </summary>
internal static partial class SmallDisk
{
    private const int Bytes = 4 << 20;
    private const string LimitVariable = "MODELOPS_TEST_FILE_LIMIT";

    /// <summary>Runs "COMMAND FOLDER", where the folder is on the small disk. What it printed, and whether the disk is one.</summary>
    public static (string[] Lines, bool IsDisk) Run(string command, string folder)
    {
        Directory.CreateDirectory(folder);
        var program = $"'{TestProcess.Executable}' {command} '{folder}'";
        var mount = $"mount -t tmpfs -o size={Bytes} modelops '{folder}'";
        foreach (var namespaces in new[] { "-m", "-rm" })
        {
            if (Shell($"unshare {namespaces} sh -c \"{mount}\"").Code == 0)
                return (Lines(Shell($"exec unshare {namespaces} sh -c \"{mount} && exec {program}\"")), true);
        }
        // The runtime keeps its own code in a file, which the limit would end, unless it is told not to.
        return (Lines(Shell($"{LimitVariable}={Bytes / 2} DOTNET_EnableWriteXorExecute=0 exec {program}")), false);
    }

    /// <summary>In the child, once all is prepared: sets the limit where there is no small disk.</summary>
    public static void Shrink()
    {
        if (Environment.GetEnvironmentVariable(LimitVariable) is not { } text)
            return;
        const int fileSize = 1, signalFileSize = 25;
        nuint bytes = nuint.Parse(text, CultureInfo.InvariantCulture);
        Signal(signalFileSize, 1);
        if (SetLimit(fileSize, [bytes, bytes]) != 0)
            throw new InvalidOperationException($"setrlimit: {Marshal.GetLastPInvokeError()}");
    }

    private static string[] Lines((int Code, string Output, string Error) result) =>
        result.Code == 0
            ? result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException(result.Output + result.Error);

    private static (int Code, string Output, string Error) Shell(string script)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, nuint[] limits);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int signal, nint handler);
}
