using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace ModelOps.Core;

/// <summary>
/// The registry file: SQLite in WAL mode. Any number of processes and threads use it at once; a write takes the lock when it begins,
/// so that what it has read holds until it commits.
/// </summary>
internal sealed class RegistryDatabase : IDisposable
{
    /// <summary>What SQLite needs at least to open a file to be written: the memory that it shares.</summary>
    private const long LittleSpace = 64 << 10;

    private readonly ConcurrentBag<RegistryConnection> idle = [];
    private readonly Lock writing = new();
    private readonly Lock turning = new();
    private readonly bool gated;
    private readonly bool readOnly;
    private DateTime fileTime;
    private volatile int generation;
    private volatile bool disposed;

    static RegistryDatabase() => SQLitePCL.Batteries_V2.Init();

    private RegistryDatabase(string file, bool gated, RegistryConnection first)
    {
        (File, this.gated, readOnly) = (file, gated, first.IsReadOnly);
        fileTime = System.IO.File.GetCreationTimeUtc(file);
        idle.Add(first);
    }

    public string File { get; }

    /// <summary>
    /// The lock of a registry. Whoever opens a connection shares it, whoever sets the file aside has it alone: SQLite finds a file's log by
    /// name, so that a connection opened to the old file would take the new one's log for its own.
    /// </summary>
    public static string LockOf(string file) => file + ".lock";

    /// <summary>
    /// Opens a registry that is there and brings its tables up to date. One that can't be written now is opened to be read.
    /// </summary>
    public static RegistryDatabase Open(string file)
    {
        using var gate = FileLock.Share(LockOf(file));
        return Open(file, create: false, gated: true);
    }

    /// <summary>
    /// As <see cref="Open(string)"/>, for the one who has the lock alone; an empty or absent file becomes a new registry.
    /// </summary>
    public static RegistryDatabase OpenLocked(string file) => Open(file, create: true, gated: true);

    /// <summary>Makes a registry in a file that nobody else knows of.</summary>
    public static RegistryDatabase Create(string file) => Open(file, create: true, gated: false);

    private static RegistryDatabase Open(string file, bool create, bool gated)
    {
        RegistryConnection? connection = null;
        try
        {
            connection = new RegistryConnection(file, create);
            RegistryMigrations.Apply(connection, file);
            return new RegistryDatabase(file, gated, connection);
        }
        catch (Exception error)
        {
            connection?.Dispose();
            if (error is not SqliteException sqlite)
                throw;
            if (!create && RegistryErrors.IsUnwritable(sqlite) && TryOpenToRead(file, gated) is { } database)
                return database;
            throw Translate(sqlite, file);
        }
    }

    /// <summary>Null where it can't be read either, or has to be brought up to date first.</summary>
    private static RegistryDatabase? TryOpenToRead(string file, bool gated)
    {
        RegistryConnection? connection = null;
        try
        {
            connection = new RegistryConnection(file, readOnly: true);
            if (connection.Number("PRAGMA user_version") == RegistryMigrations.Newest)
                return new RegistryDatabase(file, gated, connection);
            connection.Dispose();
        }
        catch (SqliteException)
        {
            connection?.Dispose();
        }
        return null;
    }

    /// <summary>Why nothing can be written; null where it can.</summary>
    public ModelOpsException? WhyReadOnly()
    {
        if (!readOnly)
            return null;
        var folder = Path.GetDirectoryName(File)!;
        var id = DiskSpace.Drive(folder).AvailableFreeSpace < LittleSpace ? "RegistryDiskFull" : "RegistryReadOnly";
        return Error.Of(ErrorKind.Unavailable, id, File, DiskSpace.WhyNotWritable(folder) ?? "the file is write-protected");
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
        if (WhyReadOnly() is { } error)
            throw error;
        while (true)
        {
            using var lease = Rent();
            var result = default(T);
            lock (writing)
            {
                if (Guard(() => TryInTransaction(lease, durable, change, out result)))
                    return result!;
            }
        }
    }

    /// <summary>False, with nothing changed, where the file was set aside before the change was written.</summary>
    private bool TryInTransaction<T>(ConnectionLease lease, bool durable, Func<RegistryConnection, T> change, out T result)
    {
        var connection = lease.Connection;
        connection.Begin(durable);
        try
        {
            result = change(connection);
            if (CurrentGeneration() != lease.Generation)
            {
                connection.Rollback();
                return false;
            }
            connection.Commit();
            return true;
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
        return idle.TryTake(out var connection) ? new(this, now, connection) : RentNew();
    }

    private ConnectionLease RentNew()
    {
        using var gate = gated ? FileLock.Share(LockOf(File)) : null;
        int now = CurrentGeneration();
        return new(this, now, Guard(() => new RegistryConnection(File, readOnly: readOnly)));
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
