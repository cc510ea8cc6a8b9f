namespace ModelOps.Core;

/// <summary>Files and folders that were being written when their process died, under names of their own that nothing else looks
/// at.</summary>
internal sealed class LeftoverCheck : HealthCheck
{
    public override string Name => "leftovers";

    public override IEnumerable<ModelOpsFinding> Run(DiagnosisContext context)
    {
        int found = 0;
        foreach (var folder in Folders(context.Home))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var left = PartialName.Leftovers(folder).ToList();
            if (left.Count == 0)
                continue;
            found++;
            yield return Repairable(
                context,
                Warning($"'{folder}' holds {Count(left.Count, "leftover")} of processes that died ({DisplayText.Size(left.Sum(Size))}): {Some([.. left.Select(e => e.Name)])}.",
                    "The next write beside them takes them away.", folder),
                () => Remove(folder));
        }
        if (found == 0)
            yield return Ok("None: nothing half written is left.");
    }

    private static string Remove(string folder)
    {
        PartialName.RemoveLeftovers(folder);
        return "They were deleted; what had been set aside for a successor that never came was put back.";
    }

    private static IEnumerable<string> Folders(ModelOpsHome home)
    {
        var checkpoints = Directory.Exists(home.Sessions)
            ? Directory.EnumerateDirectories(home.Sessions).SelectMany(s => new[] { s, Path.Combine(s, "checkpoints") })
            : [];
        var models = Directory.Exists(home.Models) ? Directory.EnumerateDirectories(home.Models) : [];
        return new[] { home.Path, home.Models, home.Sessions, home.Slots, home.Datasets, home.Profiles, home.ServingProfiles, home.Servers }
            .Concat(models).Concat(checkpoints).Where(Directory.Exists);
    }

    private static long Size(FileSystemInfo entry) => entry is FileInfo file ? file.Length
        : ((DirectoryInfo)entry).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);
}
