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
    /// <summary>Process that queued it.</summary>
    public ProcessIdentity? Launcher { get; init; }
    /// <summary>Process that was started for it or has claimed it.</summary>
    public ProcessIdentity? Worker { get; init; }
    /// <summary>The lease of the worker that has claimed it.</summary>
    public string? Token { get; init; }
    public DateTime? Heartbeat { get; init; }
    /// <summary>Optimizer steps a second that it is limited to; 0: not at all.</summary>
    public double StepsPerSecond { get; init; }

    public SessionState State => Session.State;
}

/// <summary>The sessions' rows. States change by <see cref="Move"/> alone.</summary>
internal sealed class SessionTable(ModelOpsHome home, ModelTable models)
{
    private const string Table = "sessions";
    private const string Select =
        "SELECT key, id, short_length, profile_name, dataset_name, dataset_id, model_id, state, step, total_steps, epoch, total_epochs, "
        + "metrics, device, error, created, queued, started, ended, launcher, worker, token, heartbeat, "
        + "steps_per_second FROM sessions ";

    public TrainingSession Insert(RegistryConnection connection, TrainingSession session, string datasetId, ProcessIdentity? launcher)
    {
        int length = ShortIds.Add(connection, Table, session.Id);
        connection.Execute(
            "INSERT INTO sessions (id, short_length, profile_name, dataset_name, dataset_id, model_id, state, step, total_steps, epoch, "
            + "total_epochs, metrics, device, error, created, queued, started, ended, launcher) "
            + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $16, $17, $18)",
            session.Id, (long)length, session.ProfileName, session.DatasetName, datasetId, session.ModelId, StateNames.Text(session.State),
            session.Step, session.TotalSteps, (long)session.Epoch, (long)session.TotalEpochs, MetricValues.ToJson(session.Metrics),
            session.Device, session.Error, session.Created, session.Started, session.Ended, launcher?.ToString());
        return session with { ShortId = session.Id[..length] };
    }

    /// <summary>Takes a session out, with its metrics and log; its folder and model stay.</summary>
    public void Delete(RegistryConnection connection, string id)
    {
        if (connection.Execute("DELETE FROM sessions WHERE id = $1", id) > 0)
            ShortIds.Removed(connection, Table, id);
    }

    public SessionRow? Get(RegistryConnection connection, string id) => connection.First(Select + "WHERE id = $1", Map, id);

    public SessionRow? Get(RegistryConnection connection, long key) => connection.First(Select + "WHERE key = $1", Map, key);

    public List<SessionRow> ByPrefix(RegistryConnection connection, string prefix, int limit) =>
        connection.Query(Select + "WHERE id >= $1 AND id < $2 ORDER BY id LIMIT $3", Map, prefix, IdPrefix.End(prefix), (long)limit);

    /// <summary>Sessions that have a worker or wait for one.</summary>
    public List<SessionRow> Unfinished(RegistryConnection connection) =>
        connection.Query(Select + "WHERE state IN ('queued', 'starting', 'running', 'paused')", Map);

    public List<string> ShortIdsOf(RegistryConnection connection) => connection.Query(
        "SELECT substr(id, 1, short_length) FROM sessions ORDER BY created DESC LIMIT 1000", row => row.Text(0));

    /// <summary>Newest first.</summary>
    public List<SessionRow> Find(RegistryConnection connection, SessionState? state, string? profile, int? newest)
    {
        var sql = new StringBuilder(Select).Append("WHERE 1 ");
        var arguments = new List<object?> { (long)(newest ?? -1) };
        if (state is { } s)
        {
            arguments.Add(StateNames.Text(s));
            sql.Append("AND state = $").Append(arguments.Count).Append(' ');
        }
        if (profile is not null)
        {
            arguments.Add(NamePattern.ToLike(profile));
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
                ? "UPDATE sessions SET state = $3, ended = $4, error = $5, launcher = NULL, worker = NULL, token = NULL, heartbeat = NULL "
                    + "WHERE key = $1 AND state = $2 AND token IS $6"
                : to == SessionState.Queued
                    ? "UPDATE sessions SET state = $3, queued = $4, error = $5, ended = NULL WHERE key = $1 AND state = $2 AND token IS $6"
                    : "UPDATE sessions SET state = $3, heartbeat = $4, error = $5 WHERE key = $1 AND state = $2 AND token IS $6",
            row.Key, StateNames.Text(row.State), StateNames.Text(to), now, error, row.Token);
        if (changed == 0)
            throw Error.Of(ErrorKind.Conflict, "SessionChanged", row.Session.ShortId, row.State);
        if (to.IsFinal())
            CommandTable.Clear(connection, row.Key);
        models.SetState(connection, row.Session.ModelId, SessionTransitions.ModelState(to));
    }

    /// <summary>Gives the lease of a queued session to a process.</summary>
    public void Claim(RegistryConnection connection, SessionRow row, ProcessIdentity worker, string token)
    {
        Move(connection, row, SessionState.Starting);
        connection.Execute("UPDATE sessions SET worker = $2, token = $3 WHERE key = $1", row.Key, worker.ToString(), token);
    }

    /// <summary>Notes a lease that is held: for a session that was registered again while its worker lives.</summary>
    public void SetLease(RegistryConnection connection, string id, ProcessIdentity worker, string token) =>
        connection.Execute(
            "UPDATE sessions SET worker = $2, token = $3, heartbeat = $4 WHERE id = $1", id, worker.ToString(), token, DateTime.UtcNow);

    /// <summary>The key of a session whose lease has a token; null where it is another's, or the session is gone.</summary>
    public static long? KeyOfLease(RegistryConnection connection, string id, string token) =>
        connection.First<long?>("SELECT key FROM sessions WHERE id = $1 AND token = $2", row => row.Long(0), id, token);

    public void SetLauncher(RegistryConnection connection, long key, ProcessIdentity launcher) =>
        connection.Execute("UPDATE sessions SET launcher = $2, worker = NULL WHERE key = $1", key, launcher.ToString());

    /// <summary>Notes the process that was started for a session, where it has not claimed it already.</summary>
    public void SetLaunched(RegistryConnection connection, long key, ProcessIdentity launcher, ProcessIdentity worker) =>
        connection.Execute(
            "UPDATE sessions SET worker = $3 WHERE key = $1 AND state = 'queued' AND launcher = $2 AND token IS NULL",
            key, launcher.ToString(), worker.ToString());

    /// <summary>What a worker says of itself at every turn.</summary>
    public void Beat(RegistryConnection connection, long key, long step, int epoch, string metrics) =>
        connection.Execute(
            "UPDATE sessions SET heartbeat = $2, step = $3, epoch = $4, metrics = $5 WHERE key = $1",
            key, DateTime.UtcNow, step, (long)epoch, metrics);

    public void SetPlan(RegistryConnection connection, long key, string device, long totalSteps, int totalEpochs) =>
        connection.Execute(
            "UPDATE sessions SET device = $2, total_steps = $3, total_epochs = $4, started = coalesce(started, $5) WHERE key = $1",
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
            StepsPerSecond = row.Double(23),
            Session = new()
            {
                Id = id,
                ShortId = id[..row.Int(2)],
                ProfileName = row.Text(3),
                DatasetName = row.Text(4),
                ModelId = row.Text(6),
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
                Path = home.Session(id),
            },
        };
    }
}
