namespace ModelOps.Core;

/// <summary>What a folder holds now beside what the registry knows of it.</summary>
internal sealed record ScanComparison
{
    /// <summary>Candidates that are new or whose files are others than the registry knows.</summary>
    public required IReadOnlyList<ModelCandidate> ToRead { get; init; }
    public required IReadOnlyList<(ModelCandidate Candidate, KnownModel Model)> Unchanged { get; init; }
    /// <summary>Models of whose files nothing was found.</summary>
    public required IReadOnlyList<KnownModel> Missing { get; init; }
    /// <summary>Folders that couldn't be listed. Of the models in them nothing is known.</summary>
    public required IReadOnlyList<(string Folder, string Reason)> Unread { get; init; }
    public required IReadOnlyDictionary<string, KnownModel> Known { get; init; }

    public static ScanComparison Of(
        ModelOpsHome home, string folder, bool recurse, FolderListing listing, IReadOnlyDictionary<string, KnownModel> known)
    {
        var candidates = ModelGrouping.Group(listing.Files);
        var toRead = new List<ModelCandidate>();
        var unchanged = new List<(ModelCandidate, KnownModel)>();
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var candidate in candidates)
        {
            var id = ModelIdentity.OfPlace(home, candidate.Key);
            found.Add(id);
            if (known.TryGetValue(id, out var model) && IsUnchanged(candidate, model))
                unchanged.Add((candidate, model));
            else
                toRead.Add(candidate);
        }
        return new()
        {
            ToRead = toRead,
            Unchanged = unchanged,
            Missing = [.. known.Values.Where(m => !found.Contains(m.Id) && Looked(m)).OrderBy(m => m.WeightsPath, StringComparer.Ordinal)],
            Unread = listing.Unread,
            Known = known,
        };

        bool Looked(KnownModel model) => (recurse || model.Path == folder)
            && !listing.Unread.Any(
                u => model.Path == u.Folder || model.Path.StartsWith(u.Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal));
    }

    private static bool IsUnchanged(ModelCandidate candidate, KnownModel model) =>
        model.State == ModelState.Completed && candidate.Problem is null && candidate.Files.SequenceEqual(model.Files.Select(f => f.File));
}
