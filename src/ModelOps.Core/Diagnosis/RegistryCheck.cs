namespace ModelOps.Core;

/// <summary>The registry's file: there, whole, of this version, with a log of usual size; and what was set aside of earlier ones.</summary>
internal sealed class RegistryCheck : HealthCheck
{
    private const long LargeLog = 64L << 20;

    public override string Name => "registry";

    public override IEnumerable<ModelOpsFinding> Run(DiagnosisContext context)
    {
        yield return State(context);
        if (context.Registry is { IsSound: true, LogBytes: > LargeLog } look)
        {
            yield return Repairable(
                context,
                Warning($"Its write-ahead log has {DisplayText.Size(look.LogBytes)}: some process has been reading for long.",
                    "Close shells that wait for something."),
                () => Shorten(context));
        }
        foreach (var file in SetAside(context.Home))
        {
            yield return Warning(
                $"'{file.Name}' ({DisplayText.Size(file.Length)}) is a registry that was damaged and set aside.",
                "What the folders hold was registered again. Delete it, and the files that begin like it, when you miss nothing.",
                file.FullName);
        }
    }

    private ModelOpsFinding State(DiagnosisContext context)
    {
        var file = context.Home.RegistryFile;
        var look = context.Registry;
        if (!look.Exists)
        {
            bool lost = look.LogBytes > 0 || HoldsSomething(context.Home);
            return lost
                ? Repairable(context, Failure($"'{file}' is missing, but the home holds models or sessions.",
                    "The next command fills a new one from the folders.", file), () => Open(context))
                : Ok("There is none yet; the first command that keeps something makes it.");
        }
        if (look.Version > RegistryMigrations.Newest)
            return Failure(Error.Text("RegistryNewer", file, look.Version, RegistryMigrations.Newest), "Nothing was changed.", file);
        if (look.Problem is { } problem)
        {
            return Repairable(context, Failure(
                $"'{file}' is damaged: {problem}.",
                "The next command sets it aside under a dated name and fills a new one from the folders.", file),
                () => Open(context));
        }
        if (look.Version < RegistryMigrations.Newest)
        {
            return Repairable(context, Warning(
                $"'{file}' has version {look.Version}; this ModelOps uses {RegistryMigrations.Newest}.",
                "The next command brings it up to date, with all it holds.", file),
                () => Open(context));
        }
        return Counts(context);
    }

    private ModelOpsFinding Counts(DiagnosisContext context)
    {
        var workspace = context.Workspace!;
        var counts = workspace.Registry.Read(c => (Models: c.Number("SELECT count(*) FROM models"),
            Sessions: c.Number("SELECT count(*) FROM sessions")));
        if (DiskSpace.WhyNotWritable(context.Home.Path) is null)
            workspace.Registry.Write(_ => { });
        return Ok($"Sound, version {context.Registry.Version}: {Count(counts.Models, "model")}, {Count(counts.Sessions, "session")}.");
    }

    /// <summary>As every command does it: a damaged one is set aside, an older one brought up to date.</summary>
    private static string Open(DiagnosisContext context)
    {
        context.Forget();
        using var opened = Workspace.Open(context.Home.Path);
        return opened.Notices.Count > 0 ? string.Join(" ", opened.Notices) : "It was brought up to date.";
    }

    private static string Shorten(DiagnosisContext context)
    {
        context.Workspace!.Registry.Read(c => c.First("PRAGMA wal_checkpoint(TRUNCATE)", row => row.Long(0)));
        return "It was written into the registry.";
    }

    private static bool HoldsSomething(ModelOpsHome home) =>
        new[] { home.Models, home.Sessions, home.Slots, home.Datasets }.Any(f => Directory.Exists(f)
            && Directory.EnumerateDirectories(f).Any());

    private static IEnumerable<FileInfo> SetAside(ModelOpsHome home) => !Directory.Exists(home.Path) ? [] :
        new DirectoryInfo(home.Path).EnumerateFiles(Path.GetFileName(home.RegistryFile) + ".damaged-*")
            .Where(f => !f.Name.EndsWith("-wal", StringComparison.Ordinal) && !f.Name.EndsWith("-shm", StringComparison.Ordinal))
            .OrderBy(f => f.Name, StringComparer.Ordinal);
}
