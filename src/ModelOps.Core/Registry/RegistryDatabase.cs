using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace ModelOps.Core;

/// <summary>
/// The registry file: SQLite in WAL mode. Any number of processes and threads use it at once; a write takes the lock when it begins,
/// so that what it has read holds until it commits.
/// </summary>
internal sealed class RegistryDatabase : IDisposable
{
    private readonly ConcurrentBag<RegistryConnection> idle = [];
    private readonly Lock writing = new();
    private readonly Lock turning = new();
    private DateTime fileTime;
    private volatile int generation;
    private volatile bool disposed;

    static RegistryDatabase() => SQLitePCL.Batteries_V2.Init();

    private RegistryDatabase(string file, DateTime fileTime) => (File, this.fileTime) = (file, fileTime);

    public string File { get; }

    /// <summary>Opens a registry and brings its tables up to date; an empty or absent file becomes a new one.</summary>
    public static RegistryDatabase Open(string file)
    {
        RegistryConnection? connection = null;
        try
        {
            connection = new RegistryConnection(file, create: true);
            RegistryMigrations.Apply(connection, file);
            var database = new RegistryDatabase(file, System.IO.File.GetCreationTimeUtc(file));
            database.idle.Add(connection);
            return database;
        }
        catch (Exception error)
        {
            connection?.Dispose();
            if (error is SqliteException sqlite)
                throw Translate(sqlite, file);
            throw;
        }
    }

    /// <summary>Reads on a connection of its own.</summary>
    public T Read<T>(Func<RegistryConnection, T> query)
    {
        using var lease = Rent();
        return Guard(() => query(lease.Connection));
    }

    /// <summary>A transaction that is on the disk when this returns: what changes a state.</summary>
    public T Write<T>(Func<RegistryConnection, T> change) => Write(durable: true, change);

    /// <inheritdoc cref="Write{T}(Func{RegistryConnection, T})"/>
    public void Write(Action<RegistryConnection> change) => Write(durable: true, c =>
    {
        change(c);
        return true;
    });

    /// <summary>
    /// A transaction that may be lost, as a whole, when the power fails (never when a process dies): batches of metrics, progress and
    /// logs. Those of the last moments are written again by the run that resumes, and the next durable write makes earlier ones durable.
    /// </summary>
    public T WriteBatch<T>(Func<RegistryConnection, T> change) => Write(durable: false, change);

    private T Write<T>(bool durable, Func<RegistryConnection, T> change)
    {
        using var lease = Rent();
        lock (writing)
            return Guard(() => InTransaction(lease.Connection, durable, change));
    }

    private static T InTransaction<T>(RegistryConnection connection, bool durable, Func<RegistryConnection, T> change)
    {
        connection.Begin(durable);
        try
        {
            var result = change(connection);
            connection.Commit();
            return result;
        }
        catch
        {
            connection.Rollback();
            throw;
        }
    }

    /// <summary>Runs work on a rented connection with SQLite's errors turned into ours.</summary>
    public T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException error)
        {
            throw Translate(error, File);
        }
    }

    /// <summary>Our error for one of SQLite's. Damage is noted for the next opening.</summary>
    private static ModelOpsException Translate(SqliteException error, string file)
    {
        if (RegistryErrors.IsDamage(error))
            RegistryOpening.MarkSuspect(file);
        return RegistryErrors.Translate(error, file);
    }

    /// <summary>
    /// Counts how often the file turned out to be another one than before: one that was damaged is set aside by whoever meets it next, and
    /// connections to it see nothing of the new one. They are let go of here. Damaged where the file is gone.
    /// </summary>
    public int CurrentGeneration()
    {
        var time = System.IO.File.GetCreationTimeUtc(File);
        lock (turning)
        {
            if (time == fileTime)
                return generation;
            if (!System.IO.File.Exists(File))
                throw Error.Of(ErrorKind.Damaged, "RegistryGone", File);
            fileTime = time;
            generation++;
            CloseIdle();
            return generation;
        }
    }

    /// <summary>A connection for one caller, who gives it back by disposing the lease.</summary>
    public ConnectionLease Rent()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        int now = CurrentGeneration();
        return new(this, now, idle.TryTake(out var connection) ? connection : Guard(() => new RegistryConnection(File)));
    }

    private void Return(RegistryConnection connection, int rentedIn)
    {
        if (rentedIn != generation)
            connection.Dispose();
        else
            idle.Add(connection);
        if (disposed)
            CloseIdle();
    }

    public void Dispose()
    {
        disposed = true;
        CloseIdle();
    }

    private void CloseIdle()
    {
        while (idle.TryTake(out var connection))
            connection.Dispose();
    }

    internal readonly struct ConnectionLease(RegistryDatabase owner, int generation, RegistryConnection connection) : IDisposable
    {
        public RegistryConnection Connection => connection;
        public int Generation => generation;
        public void Dispose() => owner.Return(connection, generation);
    }
}
