using System.Globalization;

namespace ModelOps.Core;

/// <summary>
/// Opens the registry of a home. One that is damaged is set aside under a dated name, never overwritten; a new one is filled from the
/// folders before anyone sees it.
/// </summary>
internal sealed class RegistryOpening(ModelOpsHome home, RegistryRebuild rebuild)
{
    /// <summary>What SQLite keeps beside a file, and the file itself, last.</summary>
    private static readonly string[] Suffixes = ["-wal", "-shm", ""];

    private readonly string file = home.RegistryFile;

    /// <summary>Asks the next opening to look through the whole file: something in it was found damaged.</summary>
    public static void MarkSuspect(string file)
    {
        try
        {
            File.WriteAllBytes(SuspectMarker(file), []);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The caller throws what it found. Where nothing can be written, the next opening finds it again.
        }
    }

    private static string SuspectMarker(string file) => file + ".suspect";

    /// <summary>Opens it; <paramref name="notices"/> gets what the user should know.</summary>
    public RegistryDatabase Open(List<string> notices)
    {
        try
        {
            Directory.CreateDirectory(home.Path);
            var database = TryOpen() ?? Repair(notices);
            if (database.WhyReadOnly() is { } reason)
                notices.Add(reason.Message);
            return database;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Error.Of(ErrorKind.Unavailable, "RegistryUnavailable", file, error);
        }
    }

    /// <summary>The registry where it is whole; null where it has to be looked after.</summary>
    public RegistryDatabase? TryOpen()
    {
        if (File.Exists(SuspectMarker(file)) || HasLostItsFile)
            return null;
        try
        {
            return new FileInfo(file) is { Exists: true, Length: > 0 } ? RegistryDatabase.Open(file) : null;
        }
        catch (ModelOpsException error) when (error.Kind == ErrorKind.Damaged || !File.Exists(file))
        {
            return null;
        }
    }

    /// <summary>A write-ahead log without its database, which SQLite would delete.</summary>
    private bool HasLostItsFile =>
        new FileInfo(file) is not { Exists: true, Length: > 0 } && new FileInfo(file + "-wal") is { Exists: true, Length: > 0 };

    /// <summary>One process at a time; what another has repaired meanwhile is taken as it is.</summary>
    private RegistryDatabase Repair(List<string> notices)
    {
        using var gate = FileLock.Take(RegistryDatabase.LockOf(file));
        if (HasLostItsFile)
            notices.Add(Error.Text("RegistryFileLost", file, SetAside()));
        if (new FileInfo(file) is { Exists: true, Length: > 0 })
        {
            try
            {
                var sound = OpenChecked();
                File.Delete(SuspectMarker(file));
                return sound;
            }
            catch (ModelOpsException error) when (error.Kind == ErrorKind.Damaged)
            {
                notices.Add(Error.Text("RegistrySetAside", file, SetAside(), error.InnerException ?? error));
            }
        }
        Build(notices);
        File.Delete(SuspectMarker(file));
        return RegistryDatabase.OpenLocked(file);
    }

    /// <summary>Makes a new registry beside its place and puts it there when it is whole.</summary>
    private void Build(List<string> notices)
    {
        var draft = file + ".new";
        foreach (var suffix in Suffixes)
            File.Delete(draft + suffix);
        using (var database = RegistryDatabase.Create(draft))
            rebuild.Fill(database, notices);
        File.Move(draft, file, overwrite: true);
        AtomicFile.FlushFolder(home.Path);
    }

    /// <summary>Opens it, and where it is suspect looks through all of it.</summary>
    private RegistryDatabase OpenChecked()
    {
        var database = RegistryDatabase.OpenLocked(file);
        if (!File.Exists(SuspectMarker(file)))
            return database;
        try
        {
            var found = database.Read(c => c.First("PRAGMA integrity_check(1)", row => row.Text(0)));
            return found == "ok" ? database : throw Error.Of(ErrorKind.Damaged, "RegistryDamaged", file, found);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Renames the file and what SQLite keeps beside it, the file itself last; the new name.</summary>
    private string SetAside()
    {
        var name = $"{file}.damaged-{DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
        var free = name;
        for (int i = 2; Taken(free); i++)
            free = $"{name}-{i}";
        foreach (var suffix in Suffixes)
        {
            if (File.Exists(file + suffix))
                File.Move(file + suffix, free + suffix);
        }
        return free;
    }

    private static bool Taken(string name) => File.Exists(name) || File.Exists(name + "-wal") || File.Exists(name + "-shm");
}
