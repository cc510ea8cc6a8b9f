using Microsoft.Data.Sqlite;

namespace ModelOps.Core;

/// <summary>The current row of a result; columns by position.</summary>
internal readonly struct RegistryRow(SqliteDataReader reader)
{
    public bool IsNull(int column) => reader.IsDBNull(column);
    public long Long(int column) => reader.GetInt64(column);
    public long? LongOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);
    public int Int(int column) => (int)reader.GetInt64(column);
    public string Text(int column) => reader.GetString(column);
    public string? TextOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>A number; NULL, which is how SQLite keeps NaN, is NaN.</summary>
    public double Double(int column) => reader.IsDBNull(column) ? double.NaN : reader.GetDouble(column);

    public DateTime Time(int column) => new(reader.GetInt64(column), DateTimeKind.Utc);
    public DateTime? TimeOrNull(int column) => reader.IsDBNull(column) ? null : Time(column);
    public MetricValues Metrics(int column) => new(reader.GetString(column));
}
