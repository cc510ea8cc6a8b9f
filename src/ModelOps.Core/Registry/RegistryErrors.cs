using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace ModelOps.Core;

/// <summary>Turns SQLite's errors into ours.</summary>
internal static class RegistryErrors
{
    public static bool IsDamage(SqliteException error) => error.SqliteErrorCode is SQLITE_CORRUPT or SQLITE_NOTADB;

    public static ModelOpsException Translate(SqliteException error, string file) => error.SqliteErrorCode switch
    {
        SQLITE_CORRUPT or SQLITE_NOTADB => Error.Of(ErrorKind.Damaged, "RegistryDamaged", file, error),
        SQLITE_BUSY or SQLITE_LOCKED => Error.Of(ErrorKind.Conflict, "RegistryBusy", file, BusyHandler.Limit.TotalSeconds, error),
        SQLITE_FULL => Error.Of(ErrorKind.Unavailable, "RegistryDiskFull", file, error),
        _ => Error.Of(ErrorKind.Unavailable, "RegistryUnavailable", file, error),
    };
}
