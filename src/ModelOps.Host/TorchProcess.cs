using System.CommandLine;
using System.Diagnostics;
using ModelOps.Core;

namespace ModelOps.Host;

/// <summary>
/// Commands that load libtorch run again as a child process that has the environment for it: thread counts and allocator settings
/// are read when libraries are loaded.
/// </summary>
internal static class TorchProcess
{
    /// <summary>Set in the child.</summary>
    private const string Marker = "MODELOPS_TORCH_PROCESS";

    /// <summary>--threads, 1 or more.</summary>
    public static Option<int?> ThreadsOption() => Choice.Number("--threads", "T", "CPU threads; by default one a core.", least: 1);

    /// <summary>True in a process that was started with the environment for libtorch.</summary>
    public static bool IsCurrent => Environment.GetEnvironmentVariable(Marker) == "1";

    /// <summary>
    /// Runs this program with other arguments and this process's input and output; returns its exit code. Ctrl+C reaches it by the
    /// terminal.
    /// </summary>
    public static int Run(IEnumerable<string> arguments, int threads)
    {
        using var interruption = new Interruption(_ => { });
        using var process = Process.Start(StartInfo(arguments, threads))!;
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>
    /// As <see cref="Run"/>, but returns what it writes to standard output; Unavailable, with what it said, where it fails.
    /// </summary>
    public static string Capture(IEnumerable<string> arguments, int threads)
    {
        var start = StartInfo(arguments, threads);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == ExitCodes.Ok
            ? output
            : throw Error.Of(ErrorKind.Unavailable, "ChildProcessFailed", "modelops " + string.Join(' ', start.ArgumentList), process.ExitCode, error.Result.Trim());
    }

    private static ProcessStartInfo StartInfo(IEnumerable<string> arguments, int threads)
    {
        var start = new ProcessStartInfo(WorkerLauncher.FindProgram(), arguments);
        foreach (var (name, value) in WorkerLauncher.Environment(threads))
            start.Environment[name] = value;
        start.Environment[Marker] = "1";
        return start;
    }
}
