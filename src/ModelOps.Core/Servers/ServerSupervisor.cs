using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ModelOps.Core;

/// <summary>
/// Keeps one model server: starts llama-server, starts it again when it crashes, gives up after too many crashes, ends it when asked to.
/// One process, `modelops server-supervisor NAME`, for each server; nobody else writes the server's state.
/// </summary>
public sealed class ServerSupervisor
{
    /// <summary>Name of the hidden command that calls <see cref="RunProcess"/>.</summary>
    public const string CommandName = "server-supervisor";

    private const int PortTries = 20;
    private const int LogLinesShown = 5;
    /// <summary>What llama-server prints where another program has its port.</summary>
    private const string BindFailure = "couldn't bind";
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly ServerLease lease;
    private readonly ServerDefinition definition;
    private readonly ServerLog log;
    private readonly string logPath;
    private readonly string host;
    private readonly CancellationToken shutdown;
    private readonly RestartPolicy policy;
    private int portTries;
    private bool portTaken;
    private bool wasReady;

    private ServerSupervisor(ServerLease lease, string host, string logPath, ServerLog log, CancellationToken shutdown)
    {
        this.lease = lease;
        this.host = host;
        this.logPath = logPath;
        this.log = log;
        this.shutdown = shutdown;
        definition = lease.Row.Definition;
        policy = new(definition.RestartLimit, definition.RestartDelay);
    }

    /// <summary>
    /// Claims a server that waits for its supervisor and keeps it to its end. SIGTERM ends the server too. What can't be told in the
    /// registry is written to standard error. The exit code: 0, or 1 where the server couldn't be claimed.
    /// </summary>
    /// <param name="home">The home it is registered in; null for that of the environment.</param>
    /// <param name="name">Its name.</param>
    public static int RunProcess(string? home, string name)
    {
        try
        {
            using var workspace = Workspace.Open(home);
            Run(workspace, name);
            return 0;
        }
        catch (ModelOpsException error)
        {
            Console.Error.WriteLine($"{error.Message} ({error.ErrorId})");
            return 1;
        }
    }

    private static void Run(Workspace workspace, string name)
    {
        if (OperatingSystem.IsWindows())
            WorkerProcess.DetachTo(workspace.Home, ModelServerService.SupervisorLog(workspace.Home, name));
        else
            Directory.SetCurrentDirectory(workspace.Home.Path);
        var lease = ServerLease.Claim(workspace, name);
        using var source = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            source.Cancel();
        });
        var path = workspace.Home.ServerLog(lease.Row.Name);
        using var log = OpenLog(lease, path);
        var supervisor = new ServerSupervisor(lease, WorkerLauncher.FindProgram(), path, log, source.Token);
        // A thread of its own, which lives to the end: Linux takes the end of the thread that started a process for the parent's death.
        var thread = new Thread(supervisor.Keep);
        thread.Start();
        thread.Join();
    }

    /// <summary>The server's log; where it can't be opened the server has failed for that reason.</summary>
    private static ServerLog OpenLog(ServerLease lease, string path)
    {
        try
        {
            return new(path, lease.Row.Definition.LogSize, lease.Row.Definition.LogFiles);
        }
        catch (ModelOpsException error)
        {
            lease.End(ModelServerState.Failed, error.Message);
            throw;
        }
    }

    private void Keep()
    {
        var (state, error) = (ModelServerState.Failed, (string?)null);
        try
        {
            while (RunOnce(ref state, ref error))
            {
            }
        }
        catch (Exception failure)
        {
            log.Note($"fails: {failure}");
            (state, error) = (ModelServerState.Failed, failure.Message);
        }
        ProcessTree.Kill(null, lease.Token);
        if (!lease.Lost)
            End(state, error);
    }

    /// <summary>Starts the server once and keeps it; false at the end, with the final state.</summary>
    private bool RunOnce(ref ModelServerState state, ref string? error)
    {
        if (TakePort() is not { } port)
        {
            error = definition.Port is { } fixedPort
                ? Error.Text("ServerPortTaken", fixedPort, lease.Row.Name)
                : Error.Text("ServerPortsTaken", definition.Ports, ModelOpsSettings.ServerPorts.Key);
            return false;
        }
        using var run = new ServerRun(lease, host, port, log, shutdown);
        var end = run.Keep();
        // Who had the port may be gone by the time that we look.
        if (end == ServerRunEnd.NotReady && LastLines().Contains(BindFailure, StringComparison.OrdinalIgnoreCase))
            end = ServerRunEnd.PortTaken;
        portTaken = end == ServerRunEnd.PortTaken;
        wasReady |= run.ReadyFor > TimeSpan.Zero;
        portTries = run.ReadyFor > TimeSpan.Zero ? 0 : portTries;
        switch (end)
        {
            case ServerRunEnd.Restart:
                policy.Reset();
                wasReady = false;
                lease.Update(row => row with { State = ModelServerState.Starting, Restarts = 0, Error = null, LastUsed = null });
                return true;
            case ServerRunEnd.PortTaken when definition.Port is null && ++portTries < PortTries:
                log.Note($"port {port} was taken meanwhile; tries another one");
                return true;
            case ServerRunEnd.PortTaken when definition.Port is not null:
                error = Error.Text("ServerPortTaken", port, lease.Row.Name);
                return false;
            case ServerRunEnd.Crashed or ServerRunEnd.NotReady when wasReady:
                return AfterCrash(run, ref state, ref error);
            case ServerRunEnd.Crashed or ServerRunEnd.NotReady or ServerRunEnd.PortTaken:
                error = Error.Text("ServerNotReady", lease.Row.Name, run.Reason, LastLines(), logPath);
                return false;
            default:
                state = ModelServerState.Stopped;
                return false;
        }
    }

    private int? TakePort()
    {
        var address = ServerPort.Resolve(definition.HostName);
        var range = Enumerable.Range(definition.Ports.First, definition.Ports.Count);
        // A server that is started again stays where its clients know it, unless another program was there.
        var candidates = definition.Port is { } port ? [port]
            : lease.Row.Port is { } last && !portTaken ? range.Prepend(last)
            : range;
        return lease.TakePort(candidates, candidate => ServerPort.IsFree(address, candidate));
    }

    /// <summary>Waits before the next start; false where there is none.</summary>
    private bool AfterCrash(ServerRun run, ref ModelServerState state, ref string? error)
    {
        if (policy.AfterCrash(run.ReadyFor) is not { } delay)
        {
            error = Error.Text("ServerCrashed", lease.Row.Name, policy.Crashes, run.Reason, LastLines(), logPath);
            return false;
        }
        log.Note($"is started again in {DurationSetting.Text(delay)}");
        lease.Update(row => row with
        {
            State = ModelServerState.Crashed, Error = run.Reason, Process = null, Restarts = row.Restarts + 1,
        });
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < delay; Thread.Sleep(Tick))
        {
            var command = lease.Poll();
            if (lease.Lost || shutdown.IsCancellationRequested || command is ServerCommand.Stop or ServerCommand.Kill)
            {
                state = ModelServerState.Stopped;
                return false;
            }
            if (command == ServerCommand.Restart)
            {
                lease.Acknowledge(command);
                policy.Reset();
                break;
            }
        }
        return true;
    }

    /// <summary>The last lines that llama-server printed since its last start, in one text.</summary>
    private string LastLines()
    {
        var all = ServerLogReader.Tail(logPath, 50);
        var lines = all.Skip(1 + all.ToList().FindLastIndex(IsStart)).Where(l => !IsNote(l)).TakeLast(LogLinesShown).ToList();
        return lines.Count == 0 ? "(it printed nothing)" : string.Join(Environment.NewLine, lines);
    }

    private static bool IsNote(string line) => line.StartsWith("modelops ", StringComparison.Ordinal);

    private static bool IsStart(string line) => IsNote(line) && line.Split(' ', 4) is [_, _, ServerRun.StartNote, _];

    private void End(ModelServerState state, string? error)
    {
        log.Note(error is null ? "ends" : $"fails: {error.ReplaceLineEndings(" | ")}");
        try
        {
            lease.End(state, error);
        }
        catch (ModelOpsException)
        {
            // The registry can't be written. The next look that can write it finds a supervisor that is gone.
        }
    }
}
