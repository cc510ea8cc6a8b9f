using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ModelOps.Core.Tests;

/// <summary>Starts this test program as another process.</summary>
internal static class TestProcess
{
    public static string Executable { get; } =
        Path.ChangeExtension(typeof(TestProcess).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null);

    /// <summary>The workers that the tests' trainings start are this program.</summary>
    [ModuleInitializer]
    internal static void UseAsProgram() => Environment.SetEnvironmentVariable("MODELOPS_PROGRAM", Executable);

    public static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo(Executable, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    /// <summary>The command lines of all processes, their arguments joined by null characters (Linux; elsewhere none).</summary>
    public static IEnumerable<string> CommandLines()
    {
        if (!OperatingSystem.IsLinux())
            yield break;
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(f => char.IsAsciiDigit(Path.GetFileName(f)[0])))
        {
            string line;
            try
            {
                line = File.ReadAllText(Path.Combine(folder, "cmdline"));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                continue;
            }
            yield return line;
        }
    }

    /// <summary>Runs to the end; what it printed. Its exit code must be 0.</summary>
    public static string Run(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Trim();
    }
}
