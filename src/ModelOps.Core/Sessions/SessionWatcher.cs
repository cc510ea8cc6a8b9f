using System.Diagnostics;

namespace ModelOps.Core;

/// <summary>
/// Looks at a session again and again and says what is new. It keeps a connection of its own, by which SQLite tells for almost nothing
/// whether another one has changed anything (PRAGMA data_version).
/// </summary>
internal sealed class SessionWatcher : IDisposable
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(1);

    private readonly Workspace workspace;
    private readonly Stopwatch sinceRefresh = Stopwatch.StartNew();
    private RegistryDatabase.ConnectionLease lease;
    private readonly string id;
    private long identity;
    private long version = -1;
    private bool repaired = true;
    private long lastMetric;
    private long lastLog;
    private SessionRow? last;

    public SessionWatcher(Workspace workspace, string sessionId)
    {
        this.workspace = workspace;
        id = sessionId;
        lease = workspace.Registry.Rent();
        identity = workspace.Registry.Guard(() => RegistryMigrations.Identity(lease.Connection));
    }

    /// <summary>
    /// What changed since the look before, null where nothing did. The first look has all that was written since the session was last
    /// queued. A dead worker's session is turned to Interrupted.
    /// </summary>
    public TrainingUpdate? Look()
    {
        try
        {
            return LookOnce();
        }
        catch (ModelOpsException error) when (error.Kind == ErrorKind.Damaged)
        {
            workspace.RepairRegistry(id);
            return LookOnce();
        }
    }

    private TrainingUpdate? LookOnce()
    {
        if (last is not null && LeaseRepair.Find(last) is not null || sinceRefresh.Elapsed > RefreshInterval)
        {
            repaired = workspace.Queue.Refresh();
            sinceRefresh.Restart();
        }
        if (workspace.Registry.CurrentGeneration() != lease.Generation)
            TurnToNewRegistry();
        return workspace.Registry.Guard(() =>
        {
            // The version is read first: what is written between the two reads is then looked at twice, never missed.
            long now = lease.Connection.Number("PRAGMA data_version");
            if (now == version && repaired)
                return null;
            version = now;
            return Read(lease.Connection);
        });
    }

    /// <summary>Where the registry was lost and rebuilt meanwhile, its numbers begin again.</summary>
    private void TurnToNewRegistry()
    {
        lease.Dispose();
        lease = workspace.Registry.Rent();
        version = -1;
        long now = workspace.Registry.Guard(() => RegistryMigrations.Identity(lease.Connection));
        if (now != identity)
            (identity, lastMetric, lastLog) = (now, 0, 0);
    }

    private TrainingUpdate? Read(RegistryConnection connection)
    {
        var row = workspace.SessionTable.Get(connection, id) ?? throw Error.NotFound("SessionNotFound", id, []);
        if (!repaired)
            row = workspace.Leases.AsRepaired(connection, row);
        var (metrics, metric) = last is null
            ? MetricTable.WrittenFrom(connection, row.Key, id, row.Queued)
            : MetricTable.Since(connection, row.Key, id, lastMetric);
        var logs = LogTable.Read(connection, row.Key, id, lastLog, last is null ? row.Queued : null, null);
        bool changed = last is null || metrics.Count > 0 || logs.Count > 0 || !SameToUsers(last.Session, row.Session);
        last = row;
        lastMetric = metric;
        lastLog = logs.Count > 0 ? logs[^1].Sequence : lastLog;
        return changed ? new(row.Session, metrics, logs) : null;
    }

    /// <summary>Compares what can change besides metrics, which come as points.</summary>
    private static bool SameToUsers(TrainingSession a, TrainingSession b) => a with { Metrics = b.Metrics } == b;

    public void Dispose() => lease.Dispose();
}
