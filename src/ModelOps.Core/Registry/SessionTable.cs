using System.Text;

namespace ModelOps.Core;

/// <summary>A session's row: what users see of it, and its lease.</summary>
internal sealed record SessionRow
{
    public required long Key { get; init; }
    public required TrainingSession Session { get; init; }
    public required string DatasetId { get; init; }
    /// <summary>When it last came to wait for a worker.</summary>
    public required DateTime Queued { get; init; }
    /// <summary>Process that took it from the queue to start a worker for it.</summary>
    public ProcessIdentity? Launcher { get; init; }
    /// <summary>Process that was started for it (its sentinel), or has claimed it.</summary>
    public ProcessIdentity? Worker { get; init; }
    /// <summary>The lease of the worker that has claimed it.</summary>
    public string? Token { get; init; }
    public DateTime? Heartbeat { get; init; }
    /// <summary>Last sign of life by <see cref="BootClock"/>, of the launch and then of the worker.</summary>
    public long? Beat { get; init; }
    /// <summary>Orders sessions of the same priority that wait.</summary>
    public long Position { get; init; }
    /// <summary>Device that the profile wants.</summary>
    public required string WantedDevice { get; init; }
    /// <summary>Device whose place it takes, from its launch to its end.</summary>
    public string? Placement { get; init; }

    public SessionState State => Session.State;

    /// <summary>Whether it stands in the queue, with nobody about to start it.</summary>
    public bool IsWaiting => State == SessionState.Queued && Launcher is null && Worker is null;

    /// <summary>The place it takes; told by its device where it was not given one.</summary>
    public string Place => Placement ?? (Session.Device == "auto" ? ComputePlaces.CpuName : Session.Device);
}

/// <summary>The sessions' rows. States change by <see cref="Move"/> alone.</summary>
internal sealed class SessionTable(ModelOpsHome home, ModelTable models)
{
    private readonly ShortIds shortIds = new(home, "sessions");

    private const string Select =
        "SELECT key, id, short_number, profile_name, dataset_name, dataset_id, model_id, state, step, total_steps, epoch, total_epochs, "
        + "metrics, device, error, created, queued, started, ended, launcher, worker, token, heartbeat, "
        + "steps_per_second, beat, priority, position, wanted_device, placement, CASE WHEN state = 'queued' AND launcher IS NULL AND worker IS NULL "
        + "THEN 1 + (SELECT count(*) FROM sessions AS other WHERE other.state = 'queued' AND other.launcher IS NULL AND other.worker IS NULL "
        + "AND (-other.priority, other.position, other.key) < (-sessions.priority, sessions.position, sessions.key)) END, "
        + "(SELECT short_number FROM models WHERE models.id = sessions.model_id) FROM sessions ";

    /// <summary>Adds a session, at the end of the queue where it is queued. The launcher is one that is about to start it.</summary>
    public TrainingSession Insert(
        RegistryConnection connection, TrainingSession session, string datasetId, string wantedDevice, ProcessIdentity? launcher)
    {
        int number = shortIds.Add(connection, session.Id);
        connection.Execute(
            "INSERT INTO sessions (id, short_number, profile_name, dataset_name, dataset_id, model_id, state, step, total_steps, epoch, "
            + "total_epochs, metrics, device, error, created, queued, started, ended, launcher, priority, wanted_device, position, beat) "
            + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $16, $17, $18, $19, $20, "
            + "(SELECT coalesce(max(position), 0) + 1 FROM sessions), $21)",
            session.Id, (long)number, session.ProfileName, session.DatasetName, datasetId, session.ModelId, StateNames.Text(session.State),
            session.Step, session.TotalSteps, (long)session.Epoch, (long)session.TotalEpochs, MetricValues.ToJson(session.Metrics),
            session.Device, session.Error, session.Created, session.Started, session.Ended, launcher?.ToString(), (long)session.Priority,
            wantedDevice, BootClock.Now);
        return session with { ShortId = ShortIds.Text(session.Id, number) };
    }

    /// <summary>Takes a session out, with its metrics and log; its folder and model stay.</summary>
    public void Delete(RegistryConnection connection, string id) => connection.Execute("DELETE FROM sessions WHERE id = $1", id);

    public SessionRow? Get(RegistryConnection connection, string id) => connection.First(Select + "WHERE id = $1", Map, id);

    public SessionRow? Get(RegistryConnection connection, long key) => connection.First(Select + "WHERE key = $1", Map, key);

    /// <summary>At most <paramref name="limit"/> sessions that a typed id can mean, in the order of ids.</summary>
    public List<SessionRow> ById(RegistryConnection connection, TypedId id, int limit) => id.Find(connection, Select, Map, limit);

    /// <summary>Sessions that have a worker or wait for one.</summary>
    public List<SessionRow> Unfinished(RegistryConnection connection) =>
        connection.Query(Select + "WHERE state IN ('queued', 'starting', 'running', 'paused')", Map);

    public List<string> ShortIdsOf(RegistryConnection connection) => connection.Query(
        "SELECT id, short_number FROM sessions ORDER BY created DESC LIMIT 1000", row => ShortIds.Text(row.Text(0), row.Long(1)));

    /// <summary>Newest first.</summary>
    public List<SessionRow> Find(RegistryConnection connection, SessionQuery query)
    {
        var sql = new StringBuilder(Select).Append("WHERE 1 ");
        var arguments = new List<object?> { (long)(query.Newest ?? -1) };
        if (query.States is { } states)
            sql.Append("AND state IN (").AppendJoin(", ", states.Distinct().Select(s => $"'{StateNames.Text(s)}'")).Append(") ");
        if (query.Profile is not null)
        {
            arguments.Add(NamePattern.ToLike(query.Profile));
            sql.Append("AND profile_name LIKE $").Append(arguments.Count).Append(" ESCAPE '\\' ");
        }
        sql.Append("ORDER BY created DESC, key DESC LIMIT $1");
        return connection.Query(sql.ToString(), Map, [.. arguments]);
    }

    /// <summary>
    /// Moves a session on from the state it was read in, and its model with it. Conflict where that isn't allowed or isn't so any more.
    /// A final state ends the lease; a queued one forgets the last end.
    /// </summary>
    public void Move(RegistryConnection connection, SessionRow row, SessionState to, string? error = null)
    {
        if (!SessionTransitions.IsAllowed(row.State, to))
            throw Error.Of(ErrorKind.Conflict, "SessionTransition", row.Session.ShortId, row.State, to);
        var now = DateTime.UtcNow;
        int changed = connection.Execute(
            to.IsFinal()
                ? "UPDATE sessions SET state = $3, ended = $4, error = $5, launcher = NULL, worker = NULL, token = NULL, heartbeat = NULL, "
                    + "beat = NULL, placement = NULL WHERE key = $1 AND state = $2 AND token IS $6"
                : to == SessionState.Queued
                    ? "UPDATE sessions SET state = $3, queued = $4, error = $5, ended = NULL, "
                        + "position = (SELECT max(position) + 1 FROM sessions) WHERE key = $1 AND state = $2 AND token IS $6"
                    : "UPDATE sessions SET state = $3, heartbeat = $4, error = $5 WHERE key = $1 AND state = $2 AND token IS $6",
            row.Key, StateNames.Text(row.State), StateNames.Text(to), now, error, row.Token);
        if (changed == 0)
            throw Error.Of(ErrorKind.Conflict, "SessionChanged", row.Session.ShortId, row.State);
        if (to.IsFinal())
            CommandTable.Clear(connection, row.Key);
        MoveModel(connection, row, SessionTransitions.ModelState(to));
    }

    /// <summary>The model of a session may have been removed: its session is history then.</summary>
    private void MoveModel(RegistryConnection connection, SessionRow row, ModelState to)
    {
        if (models.Get(connection, row.Session.ModelId) is not { } model)
            return;
        ModelTransitions.Check(model.ShortId, model.State, to);
        models.SetState(connection, model.Id, to);
    }

    /// <summary>Gives the lease of a queued session to a process.</summary>
    public void Claim(RegistryConnection connection, SessionRow row, ProcessIdentity worker, string token)
    {
        Move(connection, row, SessionState.Starting);
        connection.Execute(
            "UPDATE sessions SET worker = $2, token = $3, placement = $4, beat = $5 WHERE key = $1",
            row.Key, worker.ToString(), token, row.Place, BootClock.Now);
    }

    /// <summary>Notes a lease that is held: for a session that was registered again while its worker lives.</summary>
    public void SetLease(RegistryConnection connection, string id, ProcessIdentity worker, string token) =>
        connection.Execute(
            "UPDATE sessions SET worker = $2, token = $3, heartbeat = $4, beat = $5 WHERE id = $1", id, worker.ToString(), token,
            DateTime.UtcNow,
            BootClock.Now);

    /// <summary>The key of a session whose lease has a token; null where it is another's, or the session is gone.</summary>
    public static long? KeyOfLease(RegistryConnection connection, string id, string token) =>
        connection.First<long?>("SELECT key FROM sessions WHERE id = $1 AND token = $2", row => row.Long(0), id, token);

    /// <summary>Takes a waiting session from the queue: a process is about to start its worker, at a place.</summary>
    public bool Reserve(RegistryConnection connection, long key, ProcessIdentity launcher, string placement) => connection.Execute(
        "UPDATE sessions SET launcher = $2, placement = $3, beat = $4 WHERE key = $1 AND state = 'queued' AND launcher IS NULL AND worker IS NULL",
        key, launcher.ToString(), placement, BootClock.Now) == 1;

    /// <summary>Puts a session back to where it stood in the queue, when nobody will start it after all.</summary>
    public void Unreserve(RegistryConnection connection, long key) => connection.Execute(
        "UPDATE sessions SET launcher = NULL, worker = NULL, placement = NULL, beat = NULL WHERE key = $1 AND state = 'queued' AND token IS NULL", key);

    /// <summary>Sets where a session stands in the queue.</summary>
    public void SetOrder(RegistryConnection connection, long key, int priority, long position) =>
        connection.Execute("UPDATE sessions SET priority = $2, position = $3 WHERE key = $1", key, (long)priority, position);

    public void SetStepsPerSecond(RegistryConnection connection, long key, double limit) =>
        connection.Execute("UPDATE sessions SET steps_per_second = $2 WHERE key = $1", key, limit);

    /// <summary>Notes the process that was started for a session, where it has not claimed it already.</summary>
    public void SetLaunched(RegistryConnection connection, long key, ProcessIdentity launcher, ProcessIdentity worker) =>
        connection.Execute(
            "UPDATE sessions SET worker = $3 WHERE key = $1 AND state = 'queued' AND launcher = $2 AND token IS NULL",
            key, launcher.ToString(), worker.ToString());

    /// <summary>What a worker says of itself at every turn.</summary>
    public void Beat(RegistryConnection connection, long key, long step, int epoch, string metrics) =>
        connection.Execute(
            "UPDATE sessions SET heartbeat = $2, step = $3, epoch = $4, metrics = $5, beat = $6 WHERE key = $1",
            key, DateTime.UtcNow, step, (long)epoch, metrics, BootClock.Now);

    /// <summary>What a worker found out. One that was placed on a GPU and can't use it takes a place on the CPU.</summary>
    public void SetPlan(RegistryConnection connection, long key, string device, long totalSteps, int totalEpochs) =>
        connection.Execute(
            "UPDATE sessions SET device = $2, total_steps = $3, total_epochs = $4, started = coalesce(started, $5), "
            + "placement = iif($2 = 'cpu', 'cpu', placement) WHERE key = $1",
            key, device, totalSteps, (long)totalEpochs, DateTime.UtcNow);

    public void SetEpochs(RegistryConnection connection, long key, int totalEpochs) =>
        connection.Execute("UPDATE sessions SET total_epochs = $2 WHERE key = $1", key, (long)totalEpochs);

    public static double StepsPerSecond(RegistryConnection connection, long key) =>
        connection.First("SELECT steps_per_second FROM sessions WHERE key = $1", row => row.Double(0), key);

    /// <summary>Sessions in an unfinished state that train a model.</summary>
    public SessionRow? UnfinishedOfModel(RegistryConnection connection, string modelId) => connection.First(
        Select + "WHERE model_id = $1 AND state IN ('queued', 'starting', 'running', 'paused')", Map, modelId);

    /// <summary>A session in an unfinished state that uses a dataset.</summary>
    public SessionRow? UnfinishedOfDataset(RegistryConnection connection, string dataset) => connection.First(
        Select + "WHERE dataset_name = $1 AND state IN ('queued', 'starting', 'running', 'paused')", Map, dataset);

    private SessionRow Map(RegistryRow row)
    {
        var id = row.Text(1);
        var state = StateNames.Session(row.Text(7));
        var worker = row.TextOrNull(20) is { } w ? ProcessIdentity.Parse(w) : null;
        return new()
        {
            Key = row.Long(0),
            DatasetId = row.Text(5),
            Queued = row.Time(16),
            Launcher = row.TextOrNull(19) is { } l ? ProcessIdentity.Parse(l) : null,
            Worker = worker,
            Token = row.TextOrNull(21),
            Heartbeat = row.TimeOrNull(22),
            Beat = row.LongOrNull(24),
            Position = row.Long(26),
            WantedDevice = row.Text(27),
            Placement = row.TextOrNull(28),
            Session = new()
            {
                Id = id,
                ShortId = ShortIds.Text(id, row.Long(2)),
                ProfileName = row.Text(3),
                DatasetName = row.Text(4),
                ModelId = row.Text(6),
                ModelShortId = ShortIds.Text(row.Text(6), row.LongOrNull(30) ?? 1),
                State = state,
                Step = row.Long(8),
                TotalSteps = row.Long(9),
                Epoch = row.Int(10),
                TotalEpochs = row.Int(11),
                Metrics = row.Metrics(12),
                Device = row.Text(13),
                Error = row.TextOrNull(14),
                Created = row.Time(15),
                Started = row.TimeOrNull(17),
                Ended = row.TimeOrNull(18),
                ProcessId = state.IsActive() ? worker?.Id : null,
                Priority = row.Int(25),
                QueuePosition = (int?)row.LongOrNull(29),
                StepsPerSecond = row.Double(23),
                Path = home.Session(id),
            },
        };
    }
}
