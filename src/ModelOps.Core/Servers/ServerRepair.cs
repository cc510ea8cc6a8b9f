namespace ModelOps.Core;

/// <summary>
/// Finds servers whose supervisor is dead, kills what is left of them and marks them as failed. Every look at servers does it first, so
/// that nothing has to run for it.
/// </summary>
internal sealed class ServerRepair(RegistryDatabase registry)
{
    public void Run()
    {
        WorkerLauncher.CollectEnded();
        foreach (var row in registry.Read(c => ServerTable.Find(c)))
        {
            if (Reason(row) is { } reason)
                Repair(row, reason);
        }
    }

    /// <summary>A server as it is after <see cref="Run"/>, for a look where that couldn't be written.</summary>
    public static ServerRow AsRepaired(ServerRow row) =>
        Reason(row) is { } reason ? row with { State = ModelServerState.Failed, Error = reason } : row;

    /// <summary>Ends a server whose supervisor does no longer do so.</summary>
    public void Repair(ServerRow row, string reason, ModelServerState state = ModelServerState.Failed)
    {
        // The lease is dead and this token never comes back: killing first can't hit another's processes.
        if (row.Supervisor is not { IsLocal: false })
            ProcessTree.Kill(row.Process is { IsLocal: true } process ? process : null, row.Token);
        registry.Write(c =>
        {
            // Another look may have repaired it before, and somebody started it again since.
            if (ServerTable.Get(c, row.Name) is { } now && now.Created == row.Created)
                ServerTable.End(c, row.Name, row.Token, state, state == ModelServerState.Failed ? reason : null);
        });
    }

    /// <summary>Why an active server has no live supervisor and will get none; null where it has or may.</summary>
    internal static string? Reason(ServerRow row)
    {
        if (!row.IsActive)
            return null;
        if (row.Supervisor is not { } supervisor)
        {
            return DateTime.UtcNow - row.Created > LeaseRepair.LaunchLimit && row.Launcher is not { IsLocal: true, IsAlive: true }
                ? "The process that asked for the server ended before it had started the supervisor."
                : null;
        }
        if (supervisor.IsLocal)
        {
            if (supervisor.IsAlive)
                return null;
            return row.Token is null
                ? $"The server's supervisor (process {supervisor.Id}) ended before it had claimed the server; servers/supervisors holds its output."
                : $"The server's supervisor (process {supervisor.Id}) is gone; the server was ended with it. Start it again.";
        }
        var last = row.Heartbeat ?? row.Created;
        return DateTime.UtcNow - last > LeaseRepair.HeartbeatLimit
            ? $"The server's supervisor (process {supervisor.Id}) ran before a restart or on another machine, and was last heard of at {last:u}."
            : null;
    }
}
