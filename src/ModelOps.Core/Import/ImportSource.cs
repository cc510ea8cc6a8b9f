namespace ModelOps.Core;

/// <summary>Finds the one model that a path means.</summary>
internal static class ImportSource
{
    private const int NamesShown = 5;

    /// <summary>A zip by its name or its first bytes.</summary>
    public static bool IsZip(string path)
    {
        if (!File.Exists(path))
            return false;
        if (path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            return true;
        return !FileReading.IsEmpty(path) && FileReading.Guard(path, () =>
        {
            Span<byte> first = stackalloc byte[4];
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return RandomAccess.Read(file, first, 0) == 4 && first.SequenceEqual("PK\x3\x4"u8);
        });
    }

    /// <summary>
    /// The model of a folder, or the one a file belongs to (any of its parts, or the weights of a folder in Hugging Face's layout).
    /// </summary>
    public static ModelCandidate Find(string path)
    {
        if (Directory.Exists(path))
            return InFolder(path);
        if (FoundFile.Of(path) is not { } file)
            throw Error.Of(ErrorKind.NotFound, "PathNotFound", path);
        if (!ModelFileNames.IsWeights(file.Name))
            throw Error.Of(ErrorKind.InvalidInput, "NotAModel", path, "its name ends in none of .gguf, .safetensors and .zip");
        return Candidates(file.Folder).First(c => c.Weights.Any(w => w.Path == path));
    }

    private static ModelCandidate InFolder(string folder)
    {
        var candidates = Candidates(folder);
        if (candidates.Count == 0)
            throw Error.Of(ErrorKind.InvalidInput, "NotAModel", folder, "it holds no .gguf and no .safetensors file");
        // The folder itself is the model in Hugging Face's layout, whatever else lies in it.
        if (candidates.Find(c => c.Key == folder) is { } whole)
            return whole;
        if (candidates.Count == 1)
            return candidates[0];
        var names = string.Join(", ",
            candidates.Take(NamesShown).Select(c => Path.GetFileName(c.Key))) + (candidates.Count > NamesShown ? ", …" : "");
        throw Error.Of(ErrorKind.InvalidInput, "ImportAmbiguous", folder, candidates.Count, names);
    }

    private static List<ModelCandidate> Candidates(string folder)
    {
        var listing = FolderListing.Of(folder, new HashSet<string>(), recurse: false, default);
        if (listing.Unread is [var (unread, reason), ..])
            throw Error.Of(ErrorKind.Unavailable, "FileUnreadable", unread, reason);
        return ModelGrouping.Group(listing.Files);
    }
}
