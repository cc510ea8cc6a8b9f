namespace ModelOps.Core;

/// <summary>The model servers' rows. Once one is claimed, only the holder of its token changes anything but its command.</summary>
internal static class ServerTable
{
    private const string Select =
        "SELECT name, definition, state, port, process, restarts, error, command, created, started, ready, last_used, ended, launcher, "
        + "supervisor, token, heartbeat FROM servers ";

    public static ServerRow? Get(RegistryConnection connection, string name) => connection.First(Select + "WHERE name = $1", Map, name);

    /// <summary>Those whose name matches a wildcard (* and ?), all for null; ordered by name.</summary>
    public static List<ServerRow> Find(RegistryConnection connection, string? pattern = null) => pattern is null
        ? connection.Query(Select + "ORDER BY name", Map)
        : connection.Query(Select + "WHERE name LIKE $1 ESCAPE '\\' ORDER BY name", Map, NamePattern.ToLike(pattern));

    /// <summary>Adds a server that is to start, or makes an ended one of its name start again.</summary>
    public static void Queue(RegistryConnection connection, string name, ServerDefinition definition, ProcessIdentity launcher) =>
        connection.Execute(
            "INSERT INTO servers (name, definition, state, restarts, created, launcher) VALUES ($1, $2, 'starting', 0, $3, $4) "
            + "ON CONFLICT (name) DO UPDATE SET name = excluded.name, definition = excluded.definition, state = excluded.state, restarts = 0, "
            + "created = excluded.created, launcher = excluded.launcher, port = NULL, process = NULL, error = NULL, command = NULL, "
            + "started = NULL, ready = NULL, last_used = NULL, ended = NULL, supervisor = NULL, token = NULL, heartbeat = NULL",
            name, definition.ToJson(), DateTime.UtcNow, launcher.ToString());

    /// <summary>Notes the process that was started to be the supervisor, where it has not claimed the server already.</summary>
    public static void SetLaunched(RegistryConnection connection, string name, ProcessIdentity launcher, ProcessIdentity supervisor) =>
        connection.Execute(
            "UPDATE servers SET supervisor = $3 WHERE name = $1 AND launcher = $2 AND token IS NULL AND ended IS NULL",
            name, launcher.ToString(), supervisor.ToString());

    /// <summary>Gives the lease of a server that waits for a supervisor to a process; false where it doesn't wait.</summary>
    public static bool Claim(RegistryConnection connection, string name, ProcessIdentity supervisor, string token) =>
        connection.Execute(
            "UPDATE servers SET supervisor = $2, token = $3, heartbeat = $4 WHERE name = $1 AND state = 'starting' AND token IS NULL",
            name, supervisor.ToString(), token, DateTime.UtcNow) == 1;

    /// <summary>Writes what a supervisor may change; false where the lease is no longer its own.</summary>
    public static bool Update(RegistryConnection connection, ServerRow row) => connection.Execute(
        "UPDATE servers SET state = $3, port = $4, process = $5, restarts = $6, error = $7, started = $8, ready = $9, last_used = $10, "
        + "ended = $11, heartbeat = $12 WHERE name = $1 AND token = $2",
        row.Name, row.Token, StateNames.Text(row.State), (long?)row.Port, row.Process?.ToString(), (long)row.Restarts, row.Error,
        row.Started, row.Ready, row.LastUsed, row.Ended, DateTime.UtcNow) == 1;

    /// <summary>Takes a command from the supervisor's row when it is carried out; a newer one stays.</summary>
    public static void Acknowledge(RegistryConnection connection, string name, string token, ServerCommand command) =>
        connection.Execute("UPDATE servers SET command = NULL WHERE name = $1 AND token = $2 AND command = $3",
            name, token, Text(command));

    /// <summary>Comes to a final state: the lease ends. False where the server is no longer of this token.</summary>
    public static bool End(RegistryConnection connection, string name, string? token, ModelServerState state, string? error) =>
        connection.Execute(
            "UPDATE servers SET state = $3, error = $4, ended = $5, port = NULL, process = NULL, command = NULL, launcher = NULL, "
            + "supervisor = NULL, token = NULL, heartbeat = NULL WHERE name = $1 AND token IS $2",
            name, token, StateNames.Text(state), error, DateTime.UtcNow) == 1;

    public static void SetCommand(RegistryConnection connection, string name, ServerCommand command) =>
        connection.Execute("UPDATE servers SET command = $2 WHERE name = $1", name, Text(command));

    /// <summary>Changes what is noted of who wants a server; its supervisor doesn't read it again.</summary>
    public static void SetDefinition(RegistryConnection connection, string name, ServerDefinition definition) =>
        connection.Execute("UPDATE servers SET definition = $2 WHERE name = $1", name, definition.ToJson());

    /// <summary>Ports that servers have or are about to have.</summary>
    public static HashSet<int> TakenPorts(RegistryConnection connection) =>
        [.. connection.Query("SELECT port FROM servers WHERE port IS NOT NULL", row => row.Int(0))];

    public static void Delete(RegistryConnection connection, string name) =>
        connection.Execute("DELETE FROM servers WHERE name = $1", name);

    private static string Text(ServerCommand command) => command.ToString().ToLowerInvariant();

    private static ServerRow Map(RegistryRow row) => new()
    {
        Name = row.Text(0),
        Definition = ServerDefinition.FromJson(row.Text(1)),
        State = StateNames.Server(row.Text(2)),
        Port = (int?)row.LongOrNull(3),
        Process = Identity(row.TextOrNull(4)),
        Restarts = row.Int(5),
        Error = row.TextOrNull(6),
        Command = row.TextOrNull(7) is { } command ? Enum.Parse<ServerCommand>(command, ignoreCase: true) : ServerCommand.None,
        Created = row.Time(8),
        Started = row.TimeOrNull(9),
        Ready = row.TimeOrNull(10),
        LastUsed = row.TimeOrNull(11),
        Ended = row.TimeOrNull(12),
        Launcher = Identity(row.TextOrNull(13)),
        Supervisor = Identity(row.TextOrNull(14)),
        Token = row.TextOrNull(15),
        Heartbeat = row.TimeOrNull(16),
    };

    private static ProcessIdentity? Identity(string? text) => text is null ? null : ProcessIdentity.Parse(text);
}
