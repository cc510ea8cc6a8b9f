namespace ModelOps.Core;

/// <summary>
/// Finds sessions whose worker is dead and turns them, and their models, to Interrupted; one that was to be started and was not goes back
/// to where it stood in the queue. Every look at sessions or models does it first, so that nothing has to run for it.
/// </summary>
internal sealed class LeaseRepair(RegistryDatabase registry, SessionTable sessions)
{
    /// <summary>How old the last sign of life of a worker may be whose process can't be seen from here.</summary>
    internal static readonly TimeSpan HeartbeatLimit = TimeSpan.FromSeconds(30);
    /// <summary>How long a process that was asked for may take to come about, with its launcher gone.</summary>
    internal static readonly TimeSpan LaunchLimit = TimeSpan.FromSeconds(30);

    public void Run()
    {
        WorkerLauncher.CollectEnded();
        var dead = registry.Read(sessions.Unfinished).Where(row => Find(row) is not null).Select(row => row.Key).ToList();
        if (dead.Count > 0)
            registry.Write(connection => dead.ForEach(key => Repair(connection, key)));
    }

    /// <summary>A session as it is after <see cref="Run"/>, for a look where that couldn't be written.</summary>
    public SessionRow AsRepaired(RegistryConnection connection, SessionRow row)
    {
        if (Find(row) is not { } trouble)
            return row;
        var state = trouble.BackToQueue ? SessionState.Queued : FinalState(connection, row);
        return row with { Worker = null, Launcher = null, Session = row.Session with { State = state, ProcessId = null } };
    }

    /// <summary>A session's model as it is after <see cref="Run"/>, for a look where that couldn't be written.</summary>
    public Model AsRepaired(RegistryConnection connection, Model model) =>
        model.State == ModelState.Training && sessions.UnfinishedOfModel(connection, model.Id) is { } row
            ? model with { State = SessionTransitions.ModelState(AsRepaired(connection, row).State) }
            : model;

    /// <summary>As <see cref="Run"/> for one session, in the caller's transaction: the session as it stands then.</summary>
    public SessionRow? Repair(RegistryConnection connection, long key)
    {
        // Read again under the lock: the session may have moved on, or be another worker's by now.
        if (sessions.Get(connection, key) is not { } row)
            return null;
        if (Find(row) is not { } trouble)
            return row;
        if (trouble.BackToQueue)
            sessions.Unreserve(connection, key);
        else
            End(connection, row);
        LogTable.Add(connection, key, DateTime.UtcNow, "warning", trouble.Text);
        return sessions.Get(connection, key);
    }

    /// <summary>Ends a session whose worker is gone: as what it was asked for last, where that was to end without saving.</summary>
    public void End(RegistryConnection connection, SessionRow row) => sessions.Move(connection, row, FinalState(connection, row));

    private static SessionState FinalState(RegistryConnection connection, SessionRow row) =>
        CommandTable.IsWaiting(connection, row.Key, WorkerCommand.Cancel) ? SessionState.Cancelled : SessionState.Interrupted;

    /// <summary>Why an unfinished session has no live worker and will get none; null where it has or may.</summary>
    internal static LeaseTrouble? Find(SessionRow row)
    {
        if (row.State.IsFinal() || row.IsWaiting)
            return null;
        return row.State == SessionState.Queued ? FindInLaunch(row) : FindInWorker(row);
    }

    private static LeaseTrouble? FindInLaunch(SessionRow row)
    {
        if ((row.Worker ?? row.Launcher) is not { } process)
            return null;
        if (!process.IsLocal)
        {
            return IsSilent(row, process)
                ? new("Back in the queue: the machine was restarted before a worker had begun with it.", BackToQueue: true)
                : null;
        }
        if (process.IsAlive)
            return null;
        return row.Worker is null
            ? new("Back in the queue: the process that was about to start its worker is gone.", BackToQueue: true)
            : new($"Interrupted: worker process {process.Id} ended before it claimed the session; session.log may say why.");
    }

    private static LeaseTrouble? FindInWorker(SessionRow row)
    {
        if (row.Worker is not { } worker)
            return new("Interrupted: it has no worker.");
        if (worker.IsLocal)
            return worker.IsAlive ? null : new($"Interrupted: worker process {worker.Id} is gone.");
        return IsSilent(row, worker)
            ? new($"Interrupted: worker process {worker.Id} ran before a restart or on another machine, and was last heard of at {row.Heartbeat ?? row.Queued:u}.")
            : null;
    }

    /// <summary>
    /// Whether nothing was heard of a process that can't be seen from here. On the same boot the time since that counts, which no change of
    /// the clock moves. Of another boot the clock is all there is: a sign of life from the future is one from before the clock was set back.
    /// </summary>
    private static bool IsSilent(SessionRow row, ProcessIdentity process)
    {
        if (process.IsOfThisBoot && row.Beat is { } beat && beat <= BootClock.Now)
            return BootClock.Now - beat > HeartbeatLimit.TotalMilliseconds;
        return (DateTime.UtcNow - (row.Heartbeat ?? row.Queued)).Duration() > HeartbeatLimit;
    }
}

/// <summary>What is wrong with a session's lease.</summary>
/// <param name="Text">For its log.</param>
/// <param name="BackToQueue">Nothing of it was begun: it waits again. Else it is interrupted.</param>
internal sealed record LeaseTrouble(string Text, bool BackToQueue = false);
