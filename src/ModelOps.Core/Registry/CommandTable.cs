namespace ModelOps.Core;

/// <summary>What workers are asked to do: rows that they read between steps and acknowledge.</summary>
internal static class CommandTable
{
    public static long Add(RegistryConnection connection, long session, WorkerCommand command)
    {
        connection.Execute(
            "INSERT INTO commands (session, command, created) VALUES ($1, $2, $3)", session, command.ToString()
                .ToLowerInvariant(), DateTime.UtcNow);
        return connection.Number("SELECT last_insert_rowid()");
    }

    /// <summary>The oldest command that is not acknowledged, with its number; (0, None) where there is none.</summary>
    public static (long Sequence, WorkerCommand Command) Oldest(RegistryConnection connection, long session) =>
        connection.First(
            "SELECT sequence, command FROM commands WHERE session = $1 AND acknowledged IS NULL ORDER BY sequence LIMIT 1",
            row => (row.Long(0), Enum.Parse<WorkerCommand>(row.Text(1), ignoreCase: true)), session);

    /// <summary>Whether a command of a kind was given and isn't acknowledged.</summary>
    public static bool IsWaiting(RegistryConnection connection, long session, WorkerCommand command) => connection.Number(
        "SELECT count(*) FROM commands WHERE session = $1 AND acknowledged IS NULL AND command = $2", session, command.ToString()
            .ToLowerInvariant()) > 0;

    /// <summary>Whether a command was acknowledged, or is gone with its session.</summary>
    public static bool IsAcknowledged(RegistryConnection connection, long sequence) =>
        connection.Number("SELECT count(*) FROM commands WHERE sequence = $1 AND acknowledged IS NULL", sequence) == 0;

    /// <summary>Acknowledges a command and those before it.</summary>
    public static void Acknowledge(RegistryConnection connection, long session, long upTo) =>
        connection.Execute(
            "UPDATE commands SET acknowledged = $3 WHERE session = $1 AND sequence <= $2 AND acknowledged IS NULL", session, upTo,
            DateTime.UtcNow);

    /// <summary>Forgets what was asked of a worker that is gone.</summary>
    public static void Clear(RegistryConnection connection, long session) => Acknowledge(connection, session, long.MaxValue);
}
