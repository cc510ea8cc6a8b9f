namespace ModelOps.Core;

/// <summary>The demos' rows. Once one is claimed, only the holder of its token changes anything but the wish that it ends.</summary>
internal static class DemoTable
{
    private const string Select =
        "SELECT name, definition, state, error, stop, created, started, ended, launcher, worker, token, heartbeat FROM demos ";

    public static DemoRow? Get(RegistryConnection connection, string name) => connection.First(Select + "WHERE name = $1", Map, name);

    /// <summary>Those whose name matches a wildcard (* and ?), all for null; ordered by name.</summary>
    public static List<DemoRow> Find(RegistryConnection connection, string? pattern = null) => pattern is null
        ? connection.Query(Select + "ORDER BY name", Map)
        : connection.Query(Select + "WHERE name LIKE $1 ESCAPE '\\' ORDER BY name", Map, NamePattern.ToLike(pattern));

    /// <summary>Adds a demo that is to start, in place of an ended one of its name.</summary>
    public static void Queue(RegistryConnection connection, string name, DemoDefinition definition, ProcessIdentity launcher)
    {
        Delete(connection, name);
        connection.Execute(
            "INSERT INTO demos (name, definition, state, stop, created, launcher) VALUES ($1, $2, 'starting', 0, $3, $4)",
            name, definition.ToJson(), DateTime.UtcNow, launcher.ToString());
    }

    /// <summary>Notes the process that was started for a demo, where it has not claimed it already.</summary>
    public static void SetLaunched(RegistryConnection connection, string name, ProcessIdentity launcher, ProcessIdentity worker) =>
        connection.Execute("UPDATE demos SET worker = $3 WHERE name = $1 AND launcher = $2 AND token IS NULL AND ended IS NULL",
            name, launcher.ToString(), worker.ToString());

    /// <summary>Gives the lease of a demo that waits for a worker to a process; false where it doesn't wait.</summary>
    public static bool Claim(RegistryConnection connection, string name, ProcessIdentity worker, string token) =>
        connection.Execute(
            "UPDATE demos SET worker = $2, token = $3, heartbeat = $4 WHERE name = $1 AND state = 'starting' AND token IS NULL",
            name, worker.ToString(), token, DateTime.UtcNow) == 1;

    /// <summary>The worker plays; false where the lease is no longer its own.</summary>
    public static bool Run(RegistryConnection connection, string name, string token) =>
        connection.Execute("UPDATE demos SET state = 'running', started = $3, heartbeat = $3 WHERE name = $1 AND token = $2",
            name, token, DateTime.UtcNow) == 1;

    /// <summary>A sign of life; false where the lease is no longer its own.</summary>
    public static bool Beat(RegistryConnection connection, string name, string token) =>
        connection.Execute("UPDATE demos SET heartbeat = $3 WHERE name = $1 AND token = $2", name, token, DateTime.UtcNow) == 1;

    /// <summary>Comes to a final state: the lease ends. False where the demo is no longer of this token.</summary>
    public static bool End(RegistryConnection connection, string name, string? token, ModelDemoState state, string? error) =>
        connection.Execute(
            "UPDATE demos SET state = $3, error = $4, ended = $5, launcher = NULL, worker = NULL, token = NULL, heartbeat = NULL "
            + "WHERE name = $1 AND token IS $2 AND ended IS NULL",
            name, token, StateNames.Text(state), error, DateTime.UtcNow) == 1;

    public static void AskToStop(RegistryConnection connection, string name) =>
        connection.Execute("UPDATE demos SET stop = 1 WHERE name = $1 AND ended IS NULL", name);

    public static void Delete(RegistryConnection connection, string name) => connection.Execute("DELETE FROM demos WHERE name = $1", name);

    private static DemoRow Map(RegistryRow row) => new()
    {
        Name = row.Text(0),
        Definition = DemoDefinition.FromJson(row.Text(1)),
        State = StateNames.Demo(row.Text(2)),
        Error = row.TextOrNull(3),
        Stop = row.Int(4) != 0,
        Created = row.Time(5),
        Started = row.TimeOrNull(6),
        Ended = row.TimeOrNull(7),
        Launcher = Identity(row.TextOrNull(8)),
        Worker = Identity(row.TextOrNull(9)),
        Token = row.TextOrNull(10),
        Heartbeat = row.TimeOrNull(11),
    };

    private static ProcessIdentity? Identity(string? text) => text is null ? null : ProcessIdentity.Parse(text);
}
