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
    private DateTime fileTime;
    private volatile int generation;
    private volatile bool disposed;

    static RegistryDatabase() => SQLitePCL.Batteries_V2.Init();

    private RegistryDatabase(string file) => File = file;

    public string File { get; }

    /// <summary>Opens a registry and brings its tables up to date; an empty or absent file becomes a new one.</summary>
    public static RegistryDatabase Open(string file)
    {
        var database = new RegistryDatabase(file);
        try
        {
            using var lease = database.Rent();
            database.Guard(() =>
            {
                RegistryMigrations.Apply(lease.Connection, file);
                return true;
            });
            database.fileTime = System.IO.File.GetCreationTimeUtc(file);
            return database;
        }
        catch
        {
            database.Dispose();
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

    /// <summary>Runs work on a rented connection with SQLite's errors turned into ours. Damage is noted for the next opening.</summary>
    public T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException error)
        {
            if (RegistryErrors.IsDamage(error))
                RegistryOpening.MarkSuspect(File);
            throw RegistryErrors.Translate(error, File);
        }
    }

    /// <summary>Lets go of connections to a file that was set aside, if that was done; what is read and written next is in the new one.</summary>
    public void TurnToFile()
    {
        var time = System.IO.File.GetCreationTimeUtc(File);
        if (time == fileTime)
            return;
        fileTime = time;
        generation++;
        CloseIdle();
    }

    /// <summary>A connection for one caller, who gives it back by disposing the lease.</summary>
    public ConnectionLease Rent()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        int now = generation;
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
        public void Dispose() => owner.Return(connection, generation);
    }
}
