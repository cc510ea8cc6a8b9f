using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ModelOps.Core;

/// <summary>Starts, finds, awaits and ends model servers. Each is kept by a supervisor process of its own, which outlives the caller.</summary>
public sealed class ModelServerService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    /// <summary>How much longer than the grace period a supervisor may take to stop its server before it is ended itself.</summary>
    private static readonly TimeSpan SupervisorGrace = TimeSpan.FromSeconds(30);

    private readonly Workspace workspace;
    private readonly ServerRepair repair;

    internal ModelServerService(Workspace workspace)
    {
        this.workspace = workspace;
        repair = new(workspace.Registry);
    }

    /// <summary>Starts supervisors: by default the `modelops` program.</summary>
    internal Func<string> SupervisorProgram { get; set; } = WorkerLauncher.FindProgram;

    /// <summary>File that a supervisor's own output goes to: what a broken installation prints, as a rule nothing.</summary>
    internal static string SupervisorLog(ModelOpsHome home, string name) => Path.Combine(home.Servers, "supervisors", $"{name}.log");

    /// <summary>
    /// Starts a server for a model and returns at once; <see cref="WaitAsync"/> waits until it is ready. Conflict when one of its name is
    /// active. Nothing is registered when a check fails.
    /// </summary>
    public ModelServer Start(ModelServerRequest request)
    {
        var (name, definition) = ServerPlan.MakeToStart(workspace, request);
        return Launch(name, definition);
    }

    /// <summary>Starts a stopped or failed server anew, as it was started last.</summary>
    public ModelServer Start(string name)
    {
        var row = GetRow(name);
        if (row.IsActive)
            throw Active(row);
        ServerPlan.CheckAgain(row.Name, row.Definition);
        return Launch(row.Name, row.Definition);
    }

    /// <summary>Servers whose name matches a wildcard, by name; those of dead supervisors are ended and marked as failed first.</summary>
    public IReadOnlyList<ModelServer> Find(string? pattern = null)
    {
        workspace.TryRepair(repair.Run);
        return workspace.Registry.Read(c => ServerTable.Find(c, pattern)).ConvertAll(Describe);
    }

    /// <summary>The definition of an active server; null where there is none of this name.</summary>
    internal ServerDefinition? ActiveDefinition(string name) =>
        workspace.Registry.Read(c => ServerTable.Get(c, name)) is { IsActive: true } row ? row.Definition : null;

    /// <summary>Notes that another serving profile, too, wants an active server as it is, and has it from now on.</summary>
    internal void GiveToProfile(string name, string? profile) => workspace.Registry.Write(c =>
    {
        if (ServerTable.Get(c, name) is { IsActive: true } row && row.Definition.ProfileName != profile)
            ServerTable.SetDefinition(c, row.Name, row.Definition with { ProfileName = profile });
    });

    /// <summary>By name; NotFound with the nearest names.</summary>
    public ModelServer Get(string name)
    {
        workspace.TryRepair(repair.Run);
        return Describe(GetRow(name));
    }

    /// <summary>The last lines of a server's log, the oldest first.</summary>
    public IReadOnlyList<string> ReadLog(string name, int lines) => ServerLogReader.Tail(workspace.Home.ServerLog(GetRow(name).Name), lines);

    /// <summary>The last lines of a server's log, then those that come, until the server has ended.</summary>
    public async IAsyncEnumerable<string> FollowLogAsync(string name, int lines, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var reader = new ServerLogReader(workspace.Home.ServerLog(GetRow(name).Name));
        bool active = true;
        for (var next = reader.Begin(lines); ; next = reader.Next())
        {
            foreach (var line in next)
                yield return line;
            if (!active)
                yield break;
            await Task.Delay(Interval, cancellation).ConfigureAwait(false);
            // The state first: what is printed before the end is read after it.
            active = Get(name).IsActive;
        }
    }

    /// <summary>
    /// Waits until a server is ready. Unavailable, with the reason, when it fails; Conflict when it is stopped meanwhile or was, or isn't
    /// ready after <paramref name="limit"/> (by default as long as its own start limit lets it start).
    /// </summary>
    public async Task<ModelServer> WaitAsync(string name, TimeSpan? limit = null, CancellationToken cancellation = default)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(Interval, cancellation).ConfigureAwait(false))
        {
            repair.Run();
            var row = GetRow(name);
            switch (row.State)
            {
                case ModelServerState.Ready when row.Command != ServerCommand.Restart:
                    return Describe(row);
                case ModelServerState.Failed:
                    throw Error.Of(ErrorKind.Unavailable, "ServerFailed", row.Name, row.Error);
                case ModelServerState.Stopped:
                    throw Error.Of(ErrorKind.Conflict, "ServerStopped", row.Name);
            }
            if (waited.Elapsed > limit)
                throw Error.Of(ErrorKind.Conflict, "ServerWaitOver", row.Name, DurationSetting.Text(limit.Value), row.State);
        }
    }

    /// <summary>
    /// Ends a server: gently, after its grace period by force; at once with <paramref name="force"/>. Returns when all its processes are
    /// gone. One that has ended already is returned as it is.
    /// </summary>
    public async Task<ModelServer> StopAsync(string name, bool force = false, CancellationToken cancellation = default)
    {
        repair.Run();
        var row = GetRow(name);
        if (row.IsActive)
        {
            Command(row, force ? ServerCommand.Kill : ServerCommand.Stop);
            await WaitForEndAsync(row, force, cancellation).ConfigureAwait(false);
        }
        return Get(name);
    }

    /// <summary>Ends all servers, at the same time.</summary>
    public async Task<IReadOnlyList<ModelServer>> StopAllAsync(bool force = false, CancellationToken cancellation = default) =>
        await Task.WhenAll(Find().Where(s => s.IsActive).Select(s => StopAsync(s.Name, force, cancellation))).ConfigureAwait(false);

    /// <summary>
    /// Ends an active server and starts it anew, or starts one that has ended; returns at once. What the start needs is looked for before
    /// anything is ended.
    /// </summary>
    public ModelServer Restart(string name)
    {
        repair.Run();
        var row = GetRow(name);
        if (!row.IsActive)
            return Start(name);
        ServerPlan.CheckFiles(row.Definition);
        Command(row, ServerCommand.Restart);
        return Describe(GetRow(name));
    }

    /// <summary>Forgets a server that has ended, and its logs. Conflict while it is active.</summary>
    public void Remove(string name)
    {
        repair.Run();
        var row = workspace.Registry.Write(c =>
        {
            var row = ServerTable.Get(c, name) ?? throw NotFound(name);
            if (row.IsActive)
                throw Error.Of(ErrorKind.Conflict, "ServerStillActive", row.Name, row.State);
            ServerTable.Delete(c, row.Name);
            return row;
        });
        var log = workspace.Home.ServerLog(row.Name);
        // There may be more than it keeps now: it was allowed more at an earlier start.
        for (int number = 0; number < row.Definition.LogFiles || File.Exists(ServerLog.Numbered(log, number)); number++)
            File.Delete(ServerLog.Numbered(log, number));
        File.Delete(SupervisorLog(workspace.Home, row.Name));
    }

    /// <summary>The name of the only server that is ready; InvalidInput where there is none, or more than one.</summary>
    public string OnlyReady()
    {
        var all = Find();
        var ready = all.Where(s => s.State == ModelServerState.Ready).Select(s => s.Name).ToList();
        return ready.Count switch
        {
            1 => ready[0],
            0 => throw Error.Of(ErrorKind.InvalidInput, "ServerNoneReady",
                all.Count == 0 ? "There is none." : $"There are: {string.Join(", ", all.Select(s => $"{s.Name} ({s.State})"))}."),
            _ => throw Error.Of(ErrorKind.InvalidInput, "ServerNotNamed", ready.Count, string.Join(", ", ready)),
        };
    }

    /// <summary>A client for a server's requests. Conflict where it isn't ready.</summary>
    public ModelServerClient Connect(string name)
    {
        var server = Get(name);
        return server.State is ModelServerState.Ready or ModelServerState.Unhealthy
            ? new(server.Name, server.Url!, ServerCommandLine.ApiKey(GetRow(name).Definition))
            : throw Error.Of(ErrorKind.Conflict, "ServerNotAnswering", server.Name, server.State);
    }

    private ModelServer Launch(string name, ServerDefinition definition)
    {
        var program = SupervisorProgram();
        var launcher = ProcessIdentity.Current;
        repair.Run();
        name = workspace.Registry.Write(c =>
        {
            var existing = ServerTable.Get(c, name);
            if (existing is { IsActive: true })
                throw Active(existing);
            ServerTable.Queue(c, name, definition, launcher);
            return name;
        });
        var variables = new Dictionary<string, string> { [ProcessTree.LeaseVariable] = "" };
        try
        {
            int id = WorkerLauncher.StartDetached(program, [ServerSupervisor.CommandName, name], variables, workspace.Home,
                SupervisorLog(workspace.Home, name));
            var supervisor = ProcessIdentity.Find(id) ?? new ProcessIdentity(id, 0, launcher.Machine);
            workspace.Registry.Write(c => ServerTable.SetLaunched(c, name, launcher, supervisor));
        }
        catch (Exception error)
        {
            var log = SupervisorLog(workspace.Home, name);
            var failure = error is IOException or UnauthorizedAccessException ? Error.Of(ErrorKind.Unavailable, "ServerLogFailed", log, error) : error;
            workspace.Registry.Write(c => ServerTable.End(c, name, null, ModelServerState.Failed, failure.Message));
            if (failure == error)
                throw;
            throw failure;
        }
        return Describe(GetRow(name));
    }

    private void Command(ServerRow row, ServerCommand command) => workspace.Registry.Write(c =>
    {
        // A server that came to its end meanwhile needs no command, and must not find one at its next start, which may have been already.
        if (ServerTable.Get(c, row.Name) is { IsActive: true } now && now.Created == row.Created)
            ServerTable.SetCommand(c, row.Name, command);
    });

    private async Task WaitForEndAsync(ServerRow row, bool force, CancellationToken cancellation)
    {
        var supervisor = row.Supervisor;
        var limit = SupervisorGrace + row.Definition.MemoryLimit + (force ? TimeSpan.Zero : row.Definition.StopGrace);
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(Interval, cancellation).ConfigureAwait(false))
        {
            repair.Run();
            var now = workspace.Registry.Read(c => ServerTable.Get(c, row.Name));
            // One that somebody has started again meanwhile is another server.
            bool active = now is { IsActive: true } && now.Created == row.Created;
            supervisor = active ? now!.Supervisor ?? supervisor : supervisor;
            // The supervisor is done a moment after its last word.
            if (!active && supervisor is not { IsLocal: true, IsAlive: true })
                return;
            if (waited.Elapsed <= limit)
                continue;
            // It doesn't do its work: end it, then what it kept.
            if (supervisor is { IsLocal: true })
                WorkerProcess.Kill(supervisor);
            if (active)
                repair.Repair(now!, "", ModelServerState.Stopped);
            return;
        }
    }

    private ServerRow GetRow(string name) => workspace.Registry.Read(c => ServerTable.Get(c, name)) ?? throw NotFound(name);

    private ModelOpsException NotFound(string name) =>
        Error.NotFound("ServerNotFound", name, workspace.Registry.Read(c => ServerTable.Find(c)).Select(r => r.Name));

    private static ModelOpsException Active(ServerRow row) => Error.Of(ErrorKind.Conflict, "ServerActive", row.Name, row.State);

    private ModelServer Describe(ServerRow row)
    {
        row = ServerRepair.AsRepaired(row);
        bool runs = row.IsActive && row.Process is { IsLocal: true, IsAlive: true };
        var processes = runs ? ProcessTree.Find(row.Process, null) : [];
        return new()
        {
            Name = row.Name,
            State = row.State,
            ModelPath = row.Definition.ModelPath,
            ModelId = row.Definition.ModelId,
            ProfileName = row.Definition.ProfileName,
            HostName = row.Definition.HostName,
            Port = row.Port ?? 0,
            Url = row.Port is { } port ? ServerPort.Url(row.Definition.HostName, port) : null,
            ProcessId = runs ? row.Process!.Id : null,
            SupervisorId = row.IsActive ? row.Supervisor?.Id : null,
            MemoryBytes = runs ? ProcessTree.Memory(processes) : null,
            GpuMemoryBytes = runs ? GpuMemory.Used(processes) : null,
            Restarts = row.Restarts,
            Error = row.Error,
            ContextLength = row.Definition.ContextLength,
            GpuLayers = row.Definition.GpuLayers,
            IdleLimit = row.Definition.IdleLimit > TimeSpan.Zero ? row.Definition.IdleLimit : null,
            Created = row.Created,
            Started = row.Started,
            Ready = row.Ready,
            LastUsed = row.LastUsed,
            Ended = row.Ended,
            LogPath = workspace.Home.ServerLog(row.Name),
        };
    }
}
