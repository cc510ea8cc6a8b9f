using System.Globalization;
using System.Runtime.InteropServices;

namespace ModelOps.Core;

/// <summary>
/// The step between a supervisor and llama-server on Unix: `modelops server-child SUPERVISOR PROGRAM ARGUMENTS…` becomes the program, in
/// a session of its own. On Linux the system kills it when the supervisor dies, however that comes about.
/// </summary>
public static unsafe partial class ServerChild
{
    /// <summary>Name of the hidden command that calls <see cref="Become"/>.</summary>
    public const string CommandName = "server-child";

    private const int SetParentDeathSignal = 1;
    private const int SignalKill = 9;
    private const int SignalPipe = 13;
    private const int StandardOutput = 1;
    private const int StandardError = 2;
    private const int CannotExecute = 126;

    /// <summary>
    /// Turns this process into the program. Returns only when that failed: an exit code, the reason being on standard error.
    /// </summary>
    /// <param name="arguments">The supervisor's process id, the program's path, its arguments.</param>
    public static int Become(IReadOnlyList<string> arguments)
    {
        if (OperatingSystem.IsWindows() || arguments.Count < 2)
            return CannotExecute;
        int supervisor = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        _ = CreateSession();
        if (OperatingSystem.IsLinux())
            _ = ProcessControl(SetParentDeathSignal, SignalKill, 0, 0, 0);
        // The supervisor may have died before the system was told to watch it.
        if (ParentId() != supervisor)
            return CannotExecute;
        // One pipe for both outputs keeps their lines in order.
        _ = Duplicate(StandardOutput, StandardError);
        // The runtime ignores it, and a program inherits that.
        _ = SetSignal(SignalPipe, 0);
        using var argv = new StringVector(arguments.Skip(1).ToList());
        _ = Execute(arguments[1], argv.Pointer);
        Console.Error.WriteLine(Error.Text("ServerProgramFailed", arguments[1], Marshal.GetLastPInvokeErrorMessage()));
        return CannotExecute;
    }

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int CreateSession();
    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int ParentId();
    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ProcessControl(int option, nint a, nint b, nint c, nint d);
    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int descriptor, int target);
    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetSignal(int signal, nint handler);
    [LibraryImport("libc", EntryPoint = "execv", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Execute(string path, byte** arguments);
}
