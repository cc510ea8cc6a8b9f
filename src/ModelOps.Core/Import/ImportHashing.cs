namespace ModelOps.Core;

/// <summary>Hashes the files of a model, several at once.</summary>
internal static class ImportHashing
{
    /// <summary>The files with their hashes, in their order. Conflict ("FileChanging") where one changed meanwhile.</summary>
    public static IReadOnlyList<KnownFile> Hash(IReadOnlyList<FoundFile> files, ByteProgress progress, CancellationToken cancellation)
    {
        var hashed = new KnownFile[files.Count];
        var options = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        try
        {
            Parallel.For(0, files.Count, options, i =>
            {
                hashed[i] = new(files[i], Hash(files[i], progress, cancellation));
                CheckUnchanged(files[i]);
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<ModelOpsException>().FirstOrDefault() is { } first)
        {
            throw first;
        }
        return hashed;
    }

    /// <summary>Conflict where a file isn't what it was when it was listed.</summary>
    public static void CheckUnchanged(FoundFile file)
    {
        if (FoundFile.Of(file.Path) != file)
            throw Error.Of(ErrorKind.Conflict, "FileChanging", file.Path);
    }

    /// <summary>One hash for a model's weights.</summary>
    public static string OfWeights(ModelCandidate candidate, IEnumerable<KnownFile> files)
    {
        var weights = candidate.Weights.Select(w => w.Path).ToHashSet(StringComparer.Ordinal);
        return ModelIdentity.OfFiles([.. files.Where(f => weights.Contains(f.File.Path)).Select(f => (f.File.Name, f.Sha256!))]);
    }

    private static string Hash(FoundFile file, ByteProgress progress, CancellationToken cancellation) =>
        FileReading.Guard(file.Path, () => FileHash.Sha256(file.Path, progress.Add, cancellation));
}
