namespace ModelOps.Core;

/// <summary>
/// Finds sessions whose worker is dead and turns them, and their models, to Interrupted. Every look at sessions or models does it first,
/// so that nothing has to run for it.
/// </summary>
internal sealed class LeaseRepair(RegistryDatabase registry, SessionTable sessions)
{
    /// <summary>How old the last sign of life of a worker may be whose process can't be seen from here.</summary>
    internal static readonly TimeSpan HeartbeatLimit = TimeSpan.FromSeconds(30);
    /// <summary>How long a session may be queued, with its launcher gone, before a worker was noted for it.</summary>
    internal static readonly TimeSpan LaunchLimit = TimeSpan.FromSeconds(30);

    public void Run()
    {
        WorkerLauncher.CollectEnded();
        var dead = registry.Read(sessions.Unfinished).Where(row => Reason(row) is not null).Select(row => row.Key).ToList();
        if (dead.Count > 0)
            registry.Write(connection => dead.ForEach(key => Repair(connection, key)));
    }

    /// <summary>As <see cref="Run"/> for one session, in the caller's transaction: the session as it stands then.</summary>
    public SessionRow? Repair(RegistryConnection connection, long key)
    {
        // Read again under the lock: the session may have moved on, or be another worker's by now.
        if (sessions.Get(connection, key) is not { } row)
            return null;
        if (Reason(row) is not { } reason)
            return row;
        sessions.Move(connection, row, SessionState.Interrupted);
        LogTable.Add(connection, key, DateTime.UtcNow, "warning", reason);
        return sessions.Get(connection, key);
    }

    /// <summary>Why an unfinished session has no live worker and will get none; null where it has or may.</summary>
    internal static string? Reason(SessionRow row)
    {
        if (row.State.IsFinal())
            return null;
        if (row.State == SessionState.Queued && row.Worker is null)
        {
            return DateTime.UtcNow - row.Queued > LaunchLimit && row.Launcher is not { IsLocal: true, IsAlive: true }
                ? "Interrupted: the process that queued it ended before it had started a worker."
                : null;
        }
        if (row.Worker is not { } worker)
            return "Interrupted: it has no worker.";
        if (worker.IsLocal)
        {
            if (worker.IsAlive)
                return null;
            return row.State == SessionState.Queued
                ? $"Interrupted: worker process {worker.Id} ended before it claimed the session; session.log may say why."
                : $"Interrupted: worker process {worker.Id} is gone.";
        }
        var last = row.Heartbeat ?? row.Queued;
        return DateTime.UtcNow - last > HeartbeatLimit
            ? $"Interrupted: worker process {worker.Id} ran before a restart or on another machine, and was last heard of at {last:u}."
            : null;
    }
}
