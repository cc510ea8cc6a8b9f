using System.Diagnostics;
using System.Globalization;

namespace ModelOps.Core;

/// <summary>
/// The process that waits for a worker's end, however it comes about, then repairs what the worker left and starts the next session of the
/// queue: no shell needs to be open for that. On Unix it is a small shell script's process, nobody's child but the system's, so that it
/// survives whoever started it and leaves nothing to collect; elsewhere `modelops attend-worker`.
/// </summary>
public static class WorkerSentinel
{
    /// <summary>Hidden command: `modelops worker-ended SESSION EXITCODE`.</summary>
    public const string EndedCommand = "worker-ended";
    /// <summary>Hidden command: `modelops attend-worker SESSION`.</summary>
    public const string AttendCommand = "attend-worker";

    private const string Shell = "/bin/sh";
    private const int SignalBase = 128;
    /// <summary>
    /// $0 is the program, $1 the session, $2 its log. The sentinel hears the signals of its group and goes on; the worker gets them as
    /// usual. It becomes the program at the end: an id that was noted as the launched process's stays true.
    /// </summary>
    private const string Script = """
        (
        cd /
        trap : HUP INT TERM
        "$0" worker "$1"
        exec "$0" worker-ended "$1" "$?"
        ) </dev/null >>"$2" 2>&1 &
        echo "$!"
        """;

    /// <summary>Starts a sentinel, which starts the worker; its process id. Unavailable where that fails.</summary>
    internal static int Start(ModelOpsHome home, string sessionId, string program, IReadOnlyDictionary<string, string> variables)
    {
        var log = home.SessionLog(sessionId);
        if (OperatingSystem.IsWindows() || !File.Exists(Shell))
            return WorkerLauncher.StartDetached(program, [AttendCommand, sessionId], variables, home, log);
        if (!ProgramPath.IsExecutable(program))
            throw Error.Of(ErrorKind.Unavailable, "WorkerStartFailed", program, "It isn't an executable file");
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        var environment = WorkerLauncher.EnvironmentOf(program, variables, home);
        var output = UnixSpawn.Output(Shell, ["-c", Script, Path.GetFullPath(program), sessionId, log], environment);
        if (!int.TryParse(output, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int process))
            throw Error.Of(ErrorKind.Unavailable, "WorkerStartFailed", program, $"{Shell} answered '{output.Trim()}'");
        UnixSpawn.Adopt(process);
        return process;
    }

    /// <summary>`modelops attend-worker`: runs the worker as a child to its end, then does what <see cref="RunEnded"/> does.</summary>
    public static int RunAttendant(string? home, string sessionId)
    {
        WorkerProcess.Detach(ModelOpsHome.Resolve(home), sessionId);
        using var worker = Process.Start(new ProcessStartInfo(WorkerLauncher.FindProgram(), ["worker", sessionId]) { UseShellExecute = false })!;
        worker.WaitForExit();
        return RunEnded(home, sessionId, worker.ExitCode);
    }

    /// <summary>
    /// For a worker at its end: does what its sentinel is there for, where that is gone. (Where it is there it waits for this process to
    /// have given back all that it held.)
    /// </summary>
    public static void StandIn(Workspace workspace)
    {
        if (Parent != OriginalParent)
            workspace.Queue.Refresh();
    }

    /// <summary>To be called early by a worker: notes who waits for it.</summary>
    public static void NoteParent() => OriginalParent = Parent;

    private static int OriginalParent { get; set; }

    /// <summary>Process id of the parent; 0 where the system isn't asked (only Linux is).</summary>
    private static int Parent => OperatingSystem.IsLinux() && ProcessIdentity.ParentOf(Environment.ProcessId) is { } parent ? parent : 0;

    /// <summary>
    /// `modelops worker-ended`: a worker of the session has ended with an exit code, as a shell counts it. Does nothing where the home is
    /// gone or its registry can't be used as it is. Returns the exit code of the command.
    /// </summary>
    public static int RunEnded(string? home, string sessionId, int exitCode)
    {
        try
        {
            using var workspace = Workspace.OpenExisting(home);
            if (workspace is null)
                return 0;
            workspace.Registry.Write(c => NoteEnd(workspace, c, sessionId, exitCode));
            workspace.Queue.Refresh();
            return 0;
        }
        catch (ModelOpsException error)
        {
            Console.Error.WriteLine($"{DateTime.UtcNow:u} error {error.Message}");
            return 1;
        }
    }

    /// <summary>A session that waits for this sentinel's worker, or is its worker's that is gone, is interrupted.</summary>
    private static void NoteEnd(Workspace workspace, RegistryConnection connection, string sessionId, int exitCode)
    {
        if (workspace.SessionTable.Get(connection, sessionId) is not { } row || row.State.IsFinal())
            return;
        bool unclaimed = row.State == SessionState.Queued && row.Worker == ProcessIdentity.Current;
        bool gone = row.State.IsActive() && row.Worker is { IsLocal: true, IsAlive: false };
        if (!unclaimed && !gone)
            return;
        workspace.Leases.End(connection, row);
        LogTable.Add(connection, row.Key, DateTime.UtcNow, "warning", unclaimed
            ? $"Interrupted: worker process ended before it claimed the session ({Describe(exitCode)}); session.log may say why."
            : $"Interrupted: worker process {row.Worker!.Id} ended ({Describe(exitCode)}) and is gone.");
    }

    private static string Describe(int exitCode) => !OperatingSystem.IsWindows() && exitCode > SignalBase
        ? $"signal {exitCode - SignalBase}"
        : $"exit code {exitCode}";
}
