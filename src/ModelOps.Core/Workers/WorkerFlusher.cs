using System.Diagnostics;
using System.Globalization;

namespace ModelOps.Core;

/// <summary>
/// Writes a worker's heartbeat, progress, metrics and logs in one transaction every 250 ms and reads its commands, on a thread of its
/// own. It looks after the queue now and then, too. A batch that can't be written is kept and tried again; the training goes on meanwhile.
/// </summary>
internal sealed class WorkerFlusher : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    /// <summary>How often a worker looks after the other sessions: one of them may have lost its sentinel with its worker.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);

    private readonly Workspace workspace;
    private readonly string id;
    private readonly string token;
    private readonly string logFile;
    private readonly PendingWrites pending;
    private readonly Lock flushing = new();
    private readonly ManualResetEventSlim ending = new();
    private readonly Thread thread;
    private readonly Stopwatch sinceLook = Stopwatch.StartNew();
    private DateTime? failingSince;
    private volatile bool released;
    private volatile bool lost;
    private long commandSequence;
    private volatile WorkerCommand command;
    private long receivedSequence;
    private bool isReceiptTold;
    private double stepsPerSecond;
    private double limitTold;

    public WorkerFlusher(Workspace workspace, SessionRow row, string token, PendingWrites pending)
    {
        this.workspace = workspace;
        this.token = token;
        this.pending = pending;
        stepsPerSecond = row.Session.StepsPerSecond;
        id = row.Session.Id;
        logFile = workspace.Home.SessionLog(row.Session.Id);
        thread = new(Loop) { IsBackground = true, Name = "registry writer" };
        thread.Start();
    }

    /// <summary>The lease went to another process, or the session was deleted.</summary>
    public bool Lost => lost;
    /// <summary>The session came to a final state: there is no lease any more.</summary>
    public bool Released => released;
    public WorkerCommand Command => command;
    public double StepsPerSecond => Volatile.Read(ref stepsPerSecond);

    /// <summary>
    /// Writes all that waits, and in the same durable transaction what changes the session's state; with <paramref name="release"/>
    /// that ends the lease. Throws where it can't, Conflict where the lease is lost. A damaged registry is set aside and rebuilt first.
    /// </summary>
    public void Flush(Action<RegistryConnection, SessionRow>? change = null, bool release = false)
    {
        lock (flushing)
        {
            var batch = pending.Take();
            try
            {
                try
                {
                    Write(batch, change);
                }
                catch (ModelOpsException error) when (error.Kind == ErrorKind.Damaged)
                {
                    workspace.RepairRegistry(id);
                    Write(batch, change);
                }
            }
            catch
            {
                pending.PutBack(batch);
                throw;
            }
            released |= release;
            AppendToFile(batch.Logs);
            TellLimit();
        }
    }

    /// <summary>Says that the command was carried out; the next one, where there is one, takes its place.</summary>
    public void Acknowledge()
    {
        lock (flushing)
        {
            (commandSequence, command) = workspace.Registry.Write(c =>
            {
                if (SessionTable.KeyOfLease(c, id, token) is not { } key)
                    return (0, WorkerCommand.None);
                CommandTable.Acknowledge(c, key, commandSequence);
                return CommandTable.Oldest(c, key);
            });
        }
    }

    public ModelOpsException LeaseLost() => Error.Of(ErrorKind.Conflict, "LeaseLost", id[..8]);

    private void Write(PendingWrites.Batch batch, Action<RegistryConnection, SessionRow>? change)
    {
        if (change is null)
            workspace.Registry.WriteBatch(c => Write(c, batch, null));
        else
            workspace.Registry.Write(c => Write(c, batch, change));
    }

    private bool Write(RegistryConnection connection, PendingWrites.Batch batch, Action<RegistryConnection, SessionRow>? change)
    {
        // The key is looked up every time: a registry that was rebuilt meanwhile has other ones.
        long? leased = SessionTable.KeyOfLease(connection, id, token);
        if (leased is null && !released)
        {
            lost = true;
            throw LeaseLost();
        }
        if ((leased ?? workspace.SessionTable.Get(connection, id)?.Key) is not { } key)
            return false;
        if (leased is not null)
            workspace.SessionTable.Beat(connection, key, batch.Step, batch.Epoch, batch.Latest);
        foreach (var point in batch.Metrics)
            MetricTable.Save(connection, key, point.Step, point.Epoch, point.Name, point.Value, point.Time);
        foreach (var entry in batch.Logs)
            LogTable.Add(connection, key, entry.Time, entry.Level, entry.Message);
        change?.Invoke(connection, workspace.SessionTable.Get(connection, key)!);
        (commandSequence, command) = CommandTable.Oldest(connection, key);
        Volatile.Write(ref stepsPerSecond, SessionTable.StepsPerSecond(connection, key));
        return true;
    }

    private void Loop()
    {
        while (!ending.Wait(Interval) && !lost)
        {
            try
            {
                Flush();
                TellReceipt();
                if (sinceLook.Elapsed > LookInterval)
                {
                    sinceLook.Restart();
                    workspace.Queue.Refresh();
                }
                if (failingSince is { } since)
                {
                    failingSince = null;
                    pending.Add(Entry("warning", $"The registry could not be written from {since:u} on; nothing of it was lost."));
                }
            }
            catch (Exception error)
            {
                Report(error);
            }
        }
    }

    /// <summary>
    /// A command that is not carried out by the next look waits for a step that takes long: the log says within a second that it was received.
    /// </summary>
    private void TellReceipt()
    {
        lock (flushing)
        {
            bool isWaiting = command != WorkerCommand.None && commandSequence == receivedSequence;
            if (commandSequence != receivedSequence)
                (receivedSequence, isReceiptTold) = (commandSequence, false);
            if (!isWaiting || isReceiptTold)
                return;
            isReceiptTold = true;
            string asked = command.ToString().ToLowerInvariant();
            pending.Add(Entry("information", $"Received: {asked}. It is carried out as soon as the step under way allows."));
        }
        Flush();
    }

    /// <summary>Each limit that a look at the registry brought gets an entry, which the next write takes along.</summary>
    private void TellLimit()
    {
        if (StepsPerSecond is var limit && limit == limitTold)
            return;
        limitTold = limit;
        pending.Add(Entry("information", limit > 0
            ? string.Create(CultureInfo.InvariantCulture, $"Takes at most {limit} steps a second from now on.")
            : "Takes as many steps a second as it can from now on."));
    }

    /// <summary>The first failure of a row of them goes to the worker's output, which is session.log.</summary>
    private void Report(Exception error)
    {
        if (lost || failingSince is null)
            Console.Error.WriteLine($"{DateTime.UtcNow:u} warning {error.Message}");
        failingSince ??= DateTime.UtcNow;
    }

    /// <summary>The entries as text, beside the worker's other output.</summary>
    private void AppendToFile(List<TrainingLogEntry> entries)
    {
        if (entries.Count == 0)
            return;
        try
        {
            File.AppendAllLines(logFile, entries.Select(e => $"{e.Time:yyyy-MM-ddTHH:mm:ss.fffZ} {e.Level} {e.Message}"));
        }
        catch (IOException error)
        {
            Report(error);
        }
    }

    private static TrainingLogEntry Entry(string level, string message) => new("", 0, DateTime.UtcNow, level, message);

    /// <summary>Stops the thread and writes what is left.</summary>
    public void Dispose()
    {
        if (ending.IsSet)
            return;
        ending.Set();
        thread.Join();
        if (lost)
            return;
        try
        {
            Flush();
        }
        catch (ModelOpsException error)
        {
            Report(error);
        }
    }
}
