using Microsoft.Data.Sqlite;

namespace ModelOps.Core;

/// <summary>What a registry's file is, looked at without changing anything: no migration, no repair.</summary>
/// <param name="Exists">Whether the file is there and holds anything.</param>
/// <param name="Version">Number of the last migration that was applied to it.</param>
/// <param name="Problem">What is damaged in it; null where nothing is.</param>
/// <param name="LogBytes">Size of its write-ahead log.</param>
internal sealed record RegistryLook(bool Exists, long Version, string? Problem, long LogBytes)
{
    private const int ProblemsShown = 3;

    /// <summary>It can be used as it is.</summary>
    public bool IsSound => Exists && Problem is null && Version == RegistryMigrations.Newest;

    public static RegistryLook At(string file)
    {
        long log = new FileInfo(file + "-wal") is { Exists: true } wal ? wal.Length : 0;
        if (new FileInfo(file) is not { Exists: true, Length: > 0 })
            return new(false, 0, null, log);
        using var gate = FileLock.Share(RegistryDatabase.LockOf(file));
        try
        {
            return Read(RegistryConnection.ReadOnlySource(file), log);
        }
        catch (SqliteException error)
        {
            return new(true, 0, error.Message, log);
        }
    }

    private static RegistryLook Read(string source, long log)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = source,
            Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        long version = long.Parse(First(connection, "PRAGMA user_version"), System.Globalization.CultureInfo.InvariantCulture);
        var problems = Rows(connection, $"PRAGMA integrity_check({ProblemsShown})");
        if (problems is ["ok"])
            problems = [.. Rows(connection, "PRAGMA foreign_key_check").Take(ProblemsShown).Select(t =>
                $"a row of the table {t} has lost what it belongs to")];
        if (problems.Count == 0 && version == 0 && First(connection, "SELECT count(*) FROM sqlite_schema") != "0")
            problems = ["it is a database of another program"];
        return new(true, version, problems.Count > 0 ? string.Join("; ", problems) : null, log);
    }

    private static string First(SqliteConnection connection, string sql) => Rows(connection, sql)[0];

    private static List<string> Rows(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(reader.GetString(0));
        return rows;
    }
}
