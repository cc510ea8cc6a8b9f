namespace ModelOps.Core;

/// <summary>Compares the files of a scanned or imported model with what the registry says of them.</summary>
internal sealed class FileVerification(Model model, IReadOnlyList<KnownFile> files)
{
    /// <summary>What is wrong, each as a sentence; empty when sound.</summary>
    public IReadOnlyList<string> Problems(IProgress<double>? progress, CancellationToken cancellation)
    {
        var bytes = new ByteProgress(files.Where(f => f.Sha256 is not null).Sum(f => f.File.Bytes), progress);
        var problems = files.Select(f => Problem(f, bytes, cancellation)).OfType<string>().ToList();
        if (problems.Count == 0
            && CandidateReading.Of(ModelCandidate.Of(model.Name, model.WeightsPath, files.Select(f => f.File))).Refusal is { } refusal)
            problems.Add(refusal);
        return problems;
    }

    private static string? Problem(KnownFile known, ByteProgress progress, CancellationToken cancellation)
    {
        var path = known.File.Path;
        if (FoundFile.Of(path) is not { } now)
            return $"{path} is missing.";
        if (now.Bytes != known.File.Bytes)
            return $"{path} has {now.Bytes} bytes instead of {known.File.Bytes}.";
        if (known.Sha256 is null)
            return now.Modified == known.File.Modified
                ? null
                : $"{path} was written again since it was scanned. Scan its folder again with Update-ModelRegistry.";
        var hash = FileReading.Guard(path, () => FileHash.Sha256(path, progress.Add, cancellation));
        return hash == known.Sha256 ? null : $"{path} has the SHA-256 {hash} instead of {known.Sha256}.";
    }
}
