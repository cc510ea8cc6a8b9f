using System.Globalization;

namespace ModelOps.Core;

/// <summary>
/// Which files belong together. Parts (NAME-00001-of-00003) are one model. A folder with config.json and model.safetensors, or parts of it,
/// is one model that has the folder's name (Hugging Face's layout). Every other file is a model of its own.
/// </summary>
internal static class ModelGrouping
{
    private const string MainStem = "model";
    /// <summary>The same weights again in Mistral's own layout, beside Hugging Face's.</summary>
    private const string SecondCopy = "consolidated";

    /// <summary>In the order of their keys.</summary>
    public static List<ModelCandidate> Group(IEnumerable<FoundFile> files)
    {
        var candidates = new List<ModelCandidate>();
        foreach (var folder in files.GroupBy(f => f.Folder, StringComparer.Ordinal))
            candidates.AddRange(InFolder(folder.Key, [.. folder]));
        candidates.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return candidates;
    }

    private static IEnumerable<ModelCandidate> InFolder(string folder, List<FoundFile> files)
    {
        var companions = ModelFileNames.Companions.SelectMany(name => files.Where(f => f.Name == name)).ToList();
        bool configured = companions.Exists(f => f.Name == ModelFileNames.Configuration);
        var groups = files.Where(f => ModelFileNames.IsWeights(f.Name)).GroupBy(SetOf).ToList();
        bool main = configured && groups.Exists(g => IsMain(g.Key));
        foreach (var group in groups)
        {
            if (main && IsSafetensors(group.Key) && group.Key.Stem.StartsWith(SecondCopy, StringComparison.Ordinal))
                continue;
            var parts = group.OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
            bool inLayout = main && IsMain(group.Key);
            yield return new()
            {
                Name = inLayout ? FolderName(folder) : group.Key.Stem,
                Key = inLayout ? folder : FirstPart(folder, group.Key, parts),
                Weights = parts,
                Companions = inLayout || IsAdapter(group.Key, companions) ? companions : [],
                Problem = Problem(group.Key, parts, companions),
            };
        }
    }

    private static (string Stem, int Count, string Extension) SetOf(FoundFile file)
    {
        var extension = Path.GetExtension(file.Name);
        return ModelFileNames.Part(file.Name) is { } part
            ? (part.Stem, part.Count, extension)
            : (Path.GetFileNameWithoutExtension(file.Name), 0, extension);
    }

    private static bool IsMain((string Stem, int Count, string Extension) set) => set.Stem == MainStem && IsSafetensors(set);

    private static bool IsSafetensors((string Stem, int Count, string Extension) set) =>
        set.Extension.Equals(ModelFileNames.Safetensors, StringComparison.OrdinalIgnoreCase);

    /// <summary>The file, or the path the first of several has even where it is missing.</summary>
    private static string FirstPart(string folder, (string Stem, int Count, string Extension) set, List<FoundFile> parts) => set.Count == 0
        ? parts[0].Path
        : Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{set.Stem}-00001-of-{set.Count:D5}{set.Extension}"));

    private static bool IsAdapter((string Stem, int Count, string Extension) set, List<FoundFile> companions) =>
        set.Stem.StartsWith("adapter", StringComparison.Ordinal) && companions.Exists(f => f.Name == ModelFileNames.AdapterConfiguration);

    private static string? Problem((string Stem, int Count, string Extension) set, List<FoundFile> parts, List<FoundFile> companions)
    {
        if (IsAdapter(set, companions))
            return "it is an adapter (LoRA), which goes with a model and is none by itself";
        if (set.Count == 0)
            return null;
        var there = parts.Select(f => ModelFileNames.Part(f.Name)!.Value.Number).ToHashSet();
        var missing = Enumerable.Range(1, set.Count).Where(n => !there.Contains(n)).ToList();
        if (missing.Count > 0)
            return $"part {string.Join(", ", missing.Take(5))}{(missing.Count > 5 ? " and others" : "")} of {set.Count} is missing";
        return there.Count > set.Count ? $"it has {there.Count} parts where its names say {set.Count}" : null;
    }

    /// <summary>The folder's name; org/name in Hugging Face's cache (models--org--name/snapshots/revision).</summary>
    private static string FolderName(string folder)
    {
        var snapshots = Path.GetDirectoryName(folder);
        var repository = Path.GetFileName(Path.GetDirectoryName(snapshots));
        if (Path.GetFileName(snapshots) == "snapshots" && repository?.StartsWith("models--", StringComparison.Ordinal) == true)
            return repository["models--".Length..].Replace("--", "/", StringComparison.Ordinal);
        return Path.GetFileName(folder) is { Length: > 0 } name ? name : MainStem;
    }
}
