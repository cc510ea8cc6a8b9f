using System.Text;
using SQLitePCL;

namespace ModelOps.Core;

/// <summary>The current row of a result; columns by position, read from SQLite's own memory.</summary>
internal readonly struct RegistryRow(sqlite3_stmt statement, RepeatedTexts texts)
{
    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;
    public long Long(int column) => raw.sqlite3_column_int64(statement, column);
    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);
    public int Int(int column) => checked((int)Long(column));
    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));
    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>A text that many rows have, as one string for all of them: names, states.</summary>
    public string Repeated(int column) => texts.Get(Bytes(column));
    public string? RepeatedOrNull(int column) => IsNull(column) ? null : Repeated(column);

    /// <summary>A number; NULL, which is how SQLite keeps NaN, is NaN.</summary>
    public double Double(int column) => IsNull(column) ? double.NaN : raw.sqlite3_column_double(statement, column);

    public DateTime Time(int column) => new(Long(column), DateTimeKind.Utc);
    public DateTime? TimeOrNull(int column) => IsNull(column) ? null : Time(column);
    public MetricValues Metrics(int column) => new(Text(column));

    /// <summary>The UTF-8 bytes of a text, valid until the next row.</summary>
    private ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(statement, column);
}
