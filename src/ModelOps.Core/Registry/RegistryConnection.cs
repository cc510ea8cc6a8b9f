using Microsoft.Data.Sqlite;

namespace ModelOps.Core;

/// <summary>
/// One SQLite connection with its prepared statements, used by one thread at a time. The file must not be opened in this process by
/// anything else: closing it would end SQLite's locks on it (POSIX), and others would take it for unused. Parameters are $1, $2, … in the
/// order of the arguments, which are null, string, bool, int, long, double or DateTime (UTC, kept as ticks).
/// </summary>
internal sealed class RegistryConnection : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly Dictionary<string, SqliteCommand> statements = new(StringComparer.Ordinal);
    private readonly RepeatedTexts texts = new();
    private bool durable = true;

    /// <param name="file">The registry.</param>
    /// <param name="create">Make the file where there is none; else that is an error.</param>
    /// <param name="readOnly">Only read it: for a folder that can't be written.</param>
    public RegistryConnection(string file, bool create = false, bool readOnly = false)
    {
        // The command's own retry sleeps 150 ms at a time. It never gets to: the busy handler waits longer than its timeout.
        connection = new(new SqliteConnectionStringBuilder
        {
            DataSource = readOnly ? ReadOnlySource(file) : file,
            Mode = readOnly ? SqliteOpenMode.ReadOnly : create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 1,
        }.ToString());
        try
        {
            connection.Open();
            BusyHandler.Install(connection.Handle!);
            Execute("PRAGMA synchronous = FULL");
            Execute("PRAGMA foreign_keys = ON");
            // A first look takes hold of the file's log too, which SQLite opens by name, and late.
            if (!create)
                Number("SELECT count(*) FROM sqlite_schema");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>
    /// What to open to read a registry. In a folder that can't be written SQLite can't make the files it shares a database with; a file
    /// without a log needs none.
    /// </summary>
    public static string ReadOnlySource(string file) =>
        new FileInfo(file + "-wal") is { Exists: true, Length: > 0 } || DiskSpace.WhyNotWritable(Path.GetDirectoryName(file)!) is null
            ? file
            : new Uri(file).AbsoluteUri + "?immutable=1";

    /// <summary>Whether nothing can be written: asked to, or because the system doesn't allow it.</summary>
    public bool IsReadOnly => SQLitePCL.raw.sqlite3_db_readonly(connection.Handle, "main") == 1;

    /// <summary>Runs a statement that returns no rows; the number of rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> arguments) => Prepare(sql, arguments).ExecuteNonQuery();

    /// <summary>Runs a text of several statements once, without keeping it prepared.</summary>
    public void ExecuteScript(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>All rows of a query.</summary>
    public List<T> Query<T>(string sql, Func<RegistryRow, T> map, params ReadOnlySpan<object?> arguments)
    {
        using var reader = Prepare(sql, arguments).ExecuteReader();
        var row = new RegistryRow(reader.Handle!, texts);
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(map(row));
        return rows;
    }

    /// <summary>The first row of a query, or the default where it has none.</summary>
    public T? First<T>(string sql, Func<RegistryRow, T> map, params ReadOnlySpan<object?> arguments)
    {
        using var reader = Prepare(sql, arguments).ExecuteReader();
        return reader.Read() ? map(new RegistryRow(reader.Handle!, texts)) : default;
    }

    /// <summary>The first column of the first row as a whole number.</summary>
    public long Number(string sql, params ReadOnlySpan<object?> arguments) => First(sql, row => row.Long(0), arguments);

    /// <summary>Begins a transaction that may write. One that isn't durable may be lost, as a whole, when the power fails.</summary>
    public void Begin(bool durable)
    {
        if (this.durable != durable)
        {
            Execute(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            this.durable = durable;
        }
        Execute("BEGIN IMMEDIATE");
    }

    public void Commit() => Execute("COMMIT");

    /// <summary>Rolls back where a transaction is open: SQLite itself ends one after some errors.</summary>
    public void Rollback()
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0)
            Execute("ROLLBACK");
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> arguments)
    {
        if (!statements.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (int i = 0; i < arguments.Length; i++)
                command.Parameters.Add(new SqliteParameter { ParameterName = ParameterNames[i] });
            statements.Add(sql, command);
        }
        for (int i = 0; i < arguments.Length; i++)
        {
            command.Parameters[i].Value = arguments[i] switch
            {
                null => DBNull.Value,
                DateTime time => time.Ticks,
                var value => value,
            };
        }
        return command;
    }

    private static readonly string[] ParameterNames = [.. Enumerable.Range(1, 32).Select(i => $"${i}")];

    public void Dispose()
    {
        foreach (var command in statements.Values)
            command.Dispose();
        connection.Dispose();
    }
}
