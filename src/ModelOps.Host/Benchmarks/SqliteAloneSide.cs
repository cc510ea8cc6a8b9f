using ModelOps.Core;
using SQLitePCL;

namespace ModelOps.Host.Benchmarks;

/// <summary>
/// The peer: prepared statements of the same SQLite on a file with the same table and indexes, every column turned into a .NET value, and
/// nothing else. It waits for a lock as the registry does.
/// </summary>
internal sealed class SqliteAloneSide : IRegistrySide
{
    public const string FileName = "alone.db";

    private const string Columns =
        "SELECT id, short_number, name, network, state, format, parameters, size_bytes, sha256, metrics, dataset_name, profile_name, "
        + "session_id, created, completed, path FROM models ";

    private readonly sqlite3 database;
    private readonly Dictionary<string, sqlite3_stmt> statements = [];

    public SqliteAloneSide(string file)
    {
        Batteries_V2.Init();
        Check(raw.sqlite3_open(file, out database));
        BusyHandler.Install(database);
        Run("PRAGMA synchronous = FULL");
    }

    public void SetState(string id, ModelState state) => Transaction(() =>
        Run("UPDATE models SET state = ?2 WHERE id = ?1 AND state <> ?2", id, state.ToString().ToLowerInvariant()));

    public void Lookup(string id) => Run(Columns + "WHERE id = ?1", id);

    public int Page() => Run(Columns + "WHERE state = ?1 ORDER BY created DESC, key DESC LIMIT 50", "completed");

    public int List() => Run(Columns + "ORDER BY created DESC, key DESC");

    public void Increment(string id) => Transaction(() => Run("UPDATE models SET parameters = parameters + 1 WHERE id = ?1", id));

    public long ReadParameters(string id)
    {
        Run("SELECT parameters FROM models WHERE id = ?1", out long parameters, id);
        return parameters;
    }

    private void Transaction(Action work)
    {
        Run("BEGIN IMMEDIATE");
        work();
        Run("COMMIT");
    }

    private int Run(string sql, params string[] arguments) => Run(sql, out _, arguments);

    /// <summary>Steps through all rows and reads all columns; the number of rows.</summary>
    private int Run(string sql, out long first, params string[] arguments)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            Check(raw.sqlite3_prepare_v2(database, sql, out statement));
            statements.Add(sql, statement);
        }
        for (int i = 0; i < arguments.Length; i++)
            Check(raw.sqlite3_bind_text(statement, i + 1, arguments[i]));
        first = 0;
        int rows = 0;
        int columns = raw.sqlite3_column_count(statement);
        int result;
        for (; (result = raw.sqlite3_step(statement)) == raw.SQLITE_ROW; rows++)
        {
            for (int column = 0; column < columns; column++)
            {
                if (raw.sqlite3_column_type(statement, column) == raw.SQLITE_INTEGER)
                    first = raw.sqlite3_column_int64(statement, column);
                else
                    raw.sqlite3_column_text(statement, column).utf8_to_string();
            }
        }
        raw.sqlite3_reset(statement);
        if (result != raw.SQLITE_DONE)
            Check(result);
        return rows;
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            throw new InvalidOperationException($"SQLite: {raw.sqlite3_errmsg(database).utf8_to_string()} ({result})");
    }

    public void Dispose()
    {
        foreach (var statement in statements.Values)
            statement.Dispose();
        database.Dispose();
    }
}
