using System.Runtime.InteropServices;
using System.Text;

namespace ModelOps.Core;

/// <summary>
/// Starts a process that shares no console and no handle with this one: CreateProcess without handle inheritance, which a Process can't be
/// told together with an environment. The worker opens its log itself (<see cref="WorkerProcess.Detach"/>).
/// </summary>
internal static unsafe partial class WindowsSpawn
{
    private const uint NewProcessGroup = 0x200;
    private const uint UnicodeEnvironment = 0x400;
    private const uint BreakAwayFromJob = 0x01000000;
    private const uint NoWindow = 0x08000000;

    public static int Start(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var command = new StringBuilder();
        // A batch file is run by the command interpreter.
        bool batch = Path.GetExtension(program).ToLowerInvariant() is ".cmd" or ".bat";
        if (batch)
            command.Append("cmd.exe /d /s /c \"");
        command.AppendJoin(' ', new[] { program }.Concat(arguments).Select(a => $"\"{a}\""));
        if (batch)
            command.Append('"');
        var block = string.Concat(environment.OrderBy(e => e.Key, StringComparer.OrdinalIgnoreCase).Select(e => $"{e.Key}={e.Value}\0")) + "\0";
        // A job that ends its processes with the shell may refuse to let one go: then the worker lives as long as the job.
        const uint Flags = NewProcessGroup | UnicodeEnvironment | NoWindow;
        if (!Create(command.ToString(), block, Flags | BreakAwayFromJob, out var process)
            && !Create(command.ToString(), block, Flags, out process))
            throw Error.Of(ErrorKind.Unavailable, "WorkerStartFailed", program, Marshal.GetLastPInvokeErrorMessage());
        CloseHandle(process.Thread);
        CloseHandle(process.Process);
        return process.ProcessId;
    }

    private static bool Create(string command, string environment, uint flags, out ProcessInformation process)
    {
        var startup = new StartupInfo { Size = sizeof(StartupInfo) };
        var line = (command + '\0').ToCharArray();
        fixed (char* linePointer = line, environmentPointer = environment)
            return CreateProcess(null, linePointer, 0, 0, inheritHandles: 0, flags, environmentPointer, null, &startup, out process) != 0;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct StartupInfo
    {
        public int Size;
        private readonly nint reserved, desktop, title;
        private readonly int x, y, width, height, columns, rows, fill, flags;
        private readonly short show, reservedSize;
        private readonly nint reservedBytes, input, output, error;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ProcessInformation
    {
        public nint Process;
        public nint Thread;
        public int ProcessId;
        public int ThreadId;
    }

    [LibraryImport("kernel32", EntryPoint = "CreateProcessW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial int CreateProcess(
        string? application, char* commandLine, nint processSecurity, nint threadSecurity, int inheritHandles, uint flags,
        char* environment, string? folder, StartupInfo* startup, out ProcessInformation process);

    [LibraryImport("kernel32")]
    private static partial int CloseHandle(nint handle);
}
