namespace ModelOps.Core;

/// <summary>The rows of the sessions' logs.</summary>
internal static class LogTable
{
    private const string Columns = "SELECT sequence, time, level, message FROM logs ";

    public static void Add(RegistryConnection connection, long session, DateTime time, string level, string message) =>
        connection.Execute("INSERT INTO logs (session, time, level, message) VALUES ($1, $2, $3, $4)", session, time, level, message);

    /// <summary>Entries in order, after a sequence number, since a time; the last <paramref name="tail"/> of them.</summary>
    public static List<TrainingLogEntry> Read(
        RegistryConnection connection, long session, string sessionId, long after, DateTime? since, int? tail)
    {
        var entries = connection.Query(
            Columns + "WHERE session = $1 AND sequence > $2 AND time >= $3 ORDER BY sequence DESC LIMIT $4",
            row => new TrainingLogEntry(sessionId, row.Long(0), row.Time(1), row.Repeated(2), row.Text(3)),
            session, after, (since ?? DateTime.MinValue).Ticks, (long)(tail ?? -1));
        entries.Reverse();
        return entries;
    }
}
