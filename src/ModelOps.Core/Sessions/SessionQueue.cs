namespace ModelOps.Core;

/// <summary>
/// The sessions that wait for a place on the CPU or on a GPU. Whoever looks at sessions, and whatever is left of a worker that has ended,
/// starts the next ones; the registry's lock sees to it that each is started once and no place is given twice.
/// </summary>
public sealed class SessionQueue
{
    /// <summary>The greatest priority there is; its negative is the smallest.</summary>
    public const int MaxPriority = 1000;

    private readonly Workspace workspace;

    internal SessionQueue(Workspace workspace) => this.workspace = workspace;

    /// <summary>Starts a worker for a session that was taken from the queue; for tests, something else.</summary>
    internal Action<SessionRow>? Starter { get; set; }

    /// <summary>Sessions that wait, in the order in which they will start.</summary>
    public IReadOnlyList<TrainingSession> List()
    {
        bool repaired = Refresh();
        var rows = workspace.Registry.Read(c =>
            workspace.SessionTable.Unfinished(c).ConvertAll(row => repaired ? row : workspace.Leases.AsRepaired(c, row)));
        return [.. QueueOrder.Waiting(rows).Select(row => row.Session)];
    }

    /// <summary>
    /// Repairs what dead workers left, and starts what can be started. Never fails for what can't be: that is in the session then. False, with a
    /// notice, where nothing can be written down.
    /// </summary>
    internal bool Refresh() => workspace.TryRepair(() =>
    {
        workspace.Leases.Run();
        Dispatch();
    });

    /// <summary>Starts the sessions for which there is a place.</summary>
    internal void Dispatch()
    {
        var unfinished = workspace.Registry.Read(workspace.SessionTable.Unfinished);
        if (!unfinished.Exists(row => row.IsWaiting) || TryPlaces() is not { } places || QueueOrder.Startable(unfinished, places).Count == 0)
            return;
        foreach (var row in workspace.Registry.Write(c => Reserve(c, places)))
        {
            try
            {
                Launch(row);
            }
            catch (ModelOpsException)
            {
                // The session has failed, and says why.
            }
        }
    }

    /// <summary>Takes the sessions from the queue for which there is a place; the caller launches each after the transaction.</summary>
    internal List<SessionRow> Reserve(RegistryConnection connection, ComputePlaces places)
    {
        var table = workspace.SessionTable;
        var starts = QueueOrder.Startable(table.Unfinished(connection), places);
        foreach (var (row, placement) in starts)
            table.Reserve(connection, row.Key, ProcessIdentity.Current, placement);
        return starts.ConvertAll(start => table.Get(connection, start.Row.Key)!);
    }

    /// <summary>Starts the worker of a session that was taken from the queue; where that fails the session does too, with the error.</summary>
    internal void Launch(SessionRow row)
    {
        try
        {
            if (Starter is { } starter)
                starter(row);
            else
                WorkerLauncher.Start(workspace, row);
        }
        catch (Exception error)
        {
            workspace.Registry.Write(c =>
            {
                if (workspace.SessionTable.Get(c, row.Key) is not { State: SessionState.Queued, Token: null } now)
                    return;
                workspace.SessionTable.Move(c, now, SessionState.Failed, error.Message);
                LogTable.Add(c, now.Key, DateTime.UtcNow, "error", error.Message);
            });
            throw;
        }
    }

    /// <summary>Changes the priority of a session; one that waits goes to the end of those that have it.</summary>
    internal void SetPriority(RegistryConnection connection, SessionRow row, int priority)
    {
        CheckPriority(priority);
        if (row.State is SessionState.Completed or SessionState.Cancelled)
            throw SessionErrors.NotWaiting(row);
        if (priority == row.Session.Priority)
            return;
        long last = workspace.SessionTable.Unfinished(connection).Select(other => other.Position).DefaultIfEmpty(0).Max();
        workspace.SessionTable.SetOrder(connection, row.Key, priority, Math.Max(last, row.Position) + 1);
    }

    /// <summary>InvalidInput where there is no such priority.</summary>
    internal static void CheckPriority(int priority)
    {
        if (priority is < -MaxPriority or > MaxPriority)
            throw Error.Of(ErrorKind.InvalidInput, "PriorityInvalid", priority, -MaxPriority, MaxPriority);
    }

    /// <summary>
    /// Moves a session that waits to the front or the end of the queue, or before another that waits; it takes the priority of those it
    /// comes to stand with.
    /// </summary>
    internal void Move(RegistryConnection connection, SessionRow row, QueueMove move)
    {
        if (!row.IsWaiting)
            throw SessionErrors.NotWaiting(row);
        var waiting = QueueOrder.Waiting(workspace.SessionTable.Unfinished(connection)).ToList();
        var others = waiting.FindAll(other => other.Key != row.Key);
        int index = move.Where switch
        {
            QueuePlace.First => 0,
            QueuePlace.Last => others.Count,
            _ => others.FindIndex(other => other.Session.Id == move.Before!.Session.Id),
        };
        if (index < 0)
            throw SessionErrors.NotWaiting(move.Before!);
        long position = 0;
        foreach (var session in QueueOrder.Moved(waiting, row, index))
            workspace.SessionTable.SetOrder(connection, session.Key, session.Session.Priority, ++position);
    }

    /// <summary>How many trainings the settings let run at once.</summary>
    internal ComputePlaces Places()
    {
        int gpus = workspace.Settings.Get(ModelOpsSettings.TrainingGpus);
        return new(
            workspace.Settings.Get(ModelOpsSettings.TrainingCpuPlaces), gpus == AutomaticNumberSetting.Automatic ? VisibleGpus.Count : gpus);
    }

    /// <summary>
    /// The places where this process can start trainings. One that doesn't find the program, or can't read the settings, leaves the queue to
    /// others: what is wrong is said to those who start a training.
    /// </summary>
    private ComputePlaces? TryPlaces()
    {
        try
        {
            if (Starter is null)
                WorkerLauncher.FindProgram();
            return Places();
        }
        catch (ModelOpsException)
        {
            return null;
        }
    }
}

/// <summary>Where a session is moved to in the queue.</summary>
internal enum QueuePlace
{
    First,
    Last,
    Before,
}

/// <summary>A move in the queue.</summary>
/// <param name="Where">Where to.</param>
/// <param name="Before">The session that it is to start before, for <see cref="QueuePlace.Before"/>.</param>
internal sealed record QueueMove(QueuePlace Where, SessionRow? Before = null);
