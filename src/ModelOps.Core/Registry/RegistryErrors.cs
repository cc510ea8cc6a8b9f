using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace ModelOps.Core;

/// <summary>Turns SQLite's errors into ours.</summary>
internal static class RegistryErrors
{
    public static bool IsDamage(SqliteException error) => error.SqliteErrorCode is SQLITE_CORRUPT or SQLITE_NOTADB;

    /// <summary>The file may be there and whole, and can't be opened to be written, for now.</summary>
    public static bool IsUnwritable(SqliteException error) =>
        error.SqliteErrorCode is SQLITE_FULL or SQLITE_READONLY or SQLITE_CANTOPEN or SQLITE_IOERR or SQLITE_PERM;

    /// <summary>Something couldn't be written, which a look can do without.</summary>
    public static bool IsUnwritable(ModelOpsException error) =>
        error.ErrorId is "RegistryDiskFull" or "RegistryReadOnly" or "RegistryUnavailable";

    public static ModelOpsException Translate(SqliteException error, string file) => error.SqliteErrorCode switch
    {
        SQLITE_CORRUPT or SQLITE_NOTADB => Error.Of(ErrorKind.Damaged, "RegistryDamaged", file, error),
        SQLITE_BUSY or SQLITE_LOCKED => Error.Of(ErrorKind.Conflict, "RegistryBusy", file, BusyHandler.Limit.TotalSeconds, error),
        SQLITE_FULL => Error.Of(ErrorKind.Unavailable, "RegistryDiskFull", file, error),
        SQLITE_READONLY => Error.Of(ErrorKind.Unavailable, "RegistryReadOnly", file, error),
        _ => Error.Of(ErrorKind.Unavailable, "RegistryUnavailable", file, error),
    };
}
