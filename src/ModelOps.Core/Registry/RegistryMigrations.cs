using System.Globalization;
using System.Text;

namespace ModelOps.Core;

/// <summary>
/// The numbered SQL texts that make a registry what this version expects. PRAGMA user_version holds the number of the last one applied.
/// </summary>
internal static class RegistryMigrations
{
    private const string Prefix = "ModelOps.Core.Registry.Migrations.";

    /// <summary>The texts in order; that of number n (from 1) is at n − 1.</summary>
    private static readonly Lazy<IReadOnlyList<string>> Texts = new(Load);

    public static int Newest => Texts.Value.Count;

    /// <summary>The text of a migration by its number, from 1.</summary>
    public static string TextOf(int number) => Texts.Value[number - 1];

    /// <summary>A number that tells a registry from the one that was at its place before.</summary>
    public static long Identity(RegistryConnection connection) => connection.Number("PRAGMA application_id");

    /// <summary>
    /// Applies what is missing, each in a transaction of its own. A registry of a newer version is refused, one that holds tables of
    /// something else is damage.
    /// </summary>
    /// <param name="connection">The open file.</param>
    /// <param name="file">Its name, for errors.</param>
    /// <param name="upTo">The last migration to apply; by default the newest.</param>
    public static void Apply(RegistryConnection connection, string file, int? upTo = null)
    {
        RefuseNewer(connection.Number("PRAGMA user_version"), file);
        UseWriteAheadLog(connection);
        for (long number = connection.Number("PRAGMA user_version") + 1; number <= (upTo ?? Newest); number++)
            ApplyOne(connection, (int)number, file);
    }

    private static void RefuseNewer(long version, string file)
    {
        if (version > Newest)
            throw Error.Of(ErrorKind.Unavailable, "RegistryNewer", file, version, Newest);
    }

    private static void ApplyOne(RegistryConnection connection, int number, string file)
    {
        connection.Begin(durable: true);
        try
        {
            // Another process may have been first while this one waited for the lock.
            long version = connection.Number("PRAGMA user_version");
            if (version < number)
            {
                if (version == 0 && connection.Number("SELECT count(*) FROM sqlite_master") > 0)
                    throw Error.Of(ErrorKind.Damaged, "RegistryForeign", file);
                connection.ExecuteScript(Texts.Value[number - 1]);
                if (version == 0)
                    connection.ExecuteScript(
                        $"PRAGMA application_id = {Random.Shared.Next(1, int.MaxValue).ToString(CultureInfo.InvariantCulture)}");
                connection.ExecuteScript($"PRAGMA user_version = {number.ToString(CultureInfo.InvariantCulture)}");
            }
            connection.Commit();
        }
        catch
        {
            connection.Rollback();
            throw;
        }
    }

    /// <summary>
    /// The mode is kept in the file. Only its first change needs the file for itself, which two new processes may both want.
    /// </summary>
    private static void UseWriteAheadLog(RegistryConnection connection)
    {
        if (connection.First("PRAGMA journal_mode", row => row.Text(0)) != "wal")
            connection.First("PRAGMA journal_mode = WAL", row => row.Text(0));
    }

    private static List<string> Load()
    {
        var assembly = typeof(RegistryMigrations).Assembly;
        var names = assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        var texts = new List<string>();
        foreach (var name in names)
        {
            int number = int.Parse(name.AsSpan(Prefix.Length, 3), CultureInfo.InvariantCulture);
            if (number != texts.Count + 1)
                throw new InvalidOperationException($"Migration {name} doesn't follow number {texts.Count}.");
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
            texts.Add(reader.ReadToEnd());
        }
        return texts;
    }
}
