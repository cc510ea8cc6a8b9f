using System.Text;

namespace ModelOps.Core;

/// <summary>The metrics' rows. A point of the same session, step and name replaces the one before.</summary>
internal static class MetricTable
{
    private const string Columns = "SELECT sequence, step, epoch, name, value, time FROM metrics ";

    public static void Save(RegistryConnection connection, long session, long step, int epoch, string name, double value, DateTime time) =>
        connection.Execute(
            "INSERT OR REPLACE INTO metrics (session, step, epoch, name, value, time) VALUES ($1, $2, $3, $4, $5, $6)",
            session, step, (long)epoch, name, double.IsNaN(value) ? null : value, time);

    /// <summary>Points in order of step, then of writing; of some names, after a step.</summary>
    public static List<MetricPoint> Read(
        RegistryConnection connection, long session, string sessionId, IReadOnlyCollection<string>? names, long afterStep)
    {
        var sql = new StringBuilder(Columns).Append("WHERE session = $1 AND step > $2 ");
        var arguments = new List<object?> { session, afterStep };
        if (names is { Count: > 0 })
        {
            sql.Append("AND name IN (");
            foreach (var name in names.Distinct(StringComparer.OrdinalIgnoreCase))
            {
                arguments.Add(name);
                sql.Append(arguments.Count == 3 ? "" : ", ").Append('$').Append(arguments.Count);
            }
            sql.Append(") ");
        }
        sql.Append("ORDER BY step, sequence");
        return connection.Query(sql.ToString(), row => Map(sessionId, row), [.. arguments]);
    }

    /// <summary>Points written after a sequence number, in the order of writing; the greatest number seen.</summary>
    public static (List<MetricPoint> Points, long Last) Since(RegistryConnection connection, long session, string sessionId, long sequence)
    {
        long last = sequence;
        var points = connection.Query(
            Columns + "WHERE sequence > $2 AND +session = $1 ORDER BY sequence",
            row =>
            {
                last = row.Long(0);
                return Map(sessionId, row);
            },
            session, sequence);
        return (points, last);
    }

    /// <summary>Points written from a time on, in the order of writing; the greatest number of any point there is.</summary>
    public static (List<MetricPoint> Points, long Last) WrittenFrom(
        RegistryConnection connection, long session, string sessionId, DateTime time)
    {
        long last = connection.Number("SELECT coalesce(max(sequence), 0) FROM metrics");
        var points = connection.Query(
            Columns + "WHERE session = $1 AND time >= $2 AND sequence <= $3 ORDER BY sequence", row => Map(sessionId, row), session, time,
            last);
        return (points, last);
    }

    /// <summary>The last point of each name.</summary>
    public static List<MetricPoint> Latest(RegistryConnection connection, long session, string sessionId, IEnumerable<string> names)
    {
        var points = new List<MetricPoint>();
        foreach (var name in names)
        {
            var point = connection.First(
                Columns + "WHERE session = $1 AND name = $2 ORDER BY step DESC LIMIT 1", row => Map(sessionId, row), session, name);
            if (point is not null)
                points.Add(point);
        }
        return [.. points.OrderBy(p => p.Step).ThenBy(p => p.Name, StringComparer.Ordinal)];
    }

    public static int DeleteAfter(RegistryConnection connection, long session, long step) =>
        connection.Execute("DELETE FROM metrics WHERE session = $1 AND step > $2", session, step);

    private static MetricPoint Map(string sessionId, RegistryRow row) =>
        new(sessionId, row.Long(1), row.Int(2), row.Repeated(3), row.Double(4), row.Time(5));
}
