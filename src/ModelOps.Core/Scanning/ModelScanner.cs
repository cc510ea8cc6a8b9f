namespace ModelOps.Core;

/// <summary>
/// Looks through folders for models and keeps the registry in step with them. Only headers are read, and only of files that are new or
/// have another size or time than at the last scan.
/// </summary>
public sealed class ModelScanner
{
    private readonly Workspace _workspace;

    internal ModelScanner(Workspace workspace) => _workspace = workspace;

    /// <summary>
    /// Scans a folder. Results come in the order of paths. NotFound ("FolderNotFound") where there is none, InvalidInput ("FolderIsOwn")
    /// for one that ModelOps keeps its own files in.
    /// </summary>
    /// <param name="folder">The folder; later scans without a folder look at it again.</param>
    /// <param name="recurse">Look into folders within it.</param>
    /// <param name="progress">Share of the headers that have been read, from 0 to 1.</param>
    /// <param name="cancellation">Stops it; nothing is registered then.</param>
    public IReadOnlyList<ModelScanResult> Scan(
        string folder, bool recurse = true, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (IsOwn(folder))
            throw Error.Of(ErrorKind.InvalidInput, "FolderIsOwn", folder);
        if (!Directory.Exists(folder))
            throw Error.Of(ErrorKind.NotFound, "FolderNotFound", folder);
        return Scan(folder, FolderListing.Of(folder, OwnWithin(folder), recurse, cancellation), recurse, progress, cancellation);
    }

    /// <summary>Scans the folders of earlier scans again. The models of one that is gone are missing.</summary>
    public IReadOnlyList<ModelScanResult> Rescan(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        var results = new List<ModelScanResult>();
        foreach (var (folder, recurse) in _workspace.Registry.Read(ModelFileTable.Folders))
        {
            results.AddRange(Directory.Exists(folder)
                ? Scan(folder, recurse, progress, cancellation)
                : Scan(folder, new FolderListing([], []), recurse, progress, cancellation));
        }
        // A folder and one within it see the same models; the first to say something of a path is enough.
        return [.. results.DistinctBy(r => (r.Path, r.Reason))];
    }

    private IReadOnlyList<ModelScanResult> Scan(
        string folder, FolderListing listing, bool recurse, IProgress<double>? progress, CancellationToken cancellation)
    {
        var known = _workspace.Registry.Read(c => _workspace.ModelTables.Files.Under(c, folder));
        var comparison = ScanComparison.Of(_workspace.Home, folder, recurse, listing, known);
        var readings = Read(comparison.ToRead, progress, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return new ScanRegistration(_workspace, folder, recurse).Apply(comparison, readings);
    }

    private static CandidateReading[] Read(
        IReadOnlyList<ModelCandidate> candidates, IProgress<double>? progress, CancellationToken cancellation)
    {
        var readings = new CandidateReading[candidates.Count];
        int done = 0;
        var options = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, candidates.Count, options, i =>
        {
            readings[i] = CandidateReading.Of(candidates[i]);
            progress?.Report((double)Interlocked.Increment(ref done) / candidates.Count);
        });
        return readings;
    }

    /// <summary>The folders in which ModelOps keeps its own files, without links.</summary>
    private IEnumerable<string> OwnFolders
    {
        get
        {
            var home = _workspace.Home;
            return new[] { home.Models, home.Sessions, Path.GetDirectoryName(home.Slots)!, home.Datasets, home.Profiles, home.Demos }.Select(RealPath.Of);
        }
    }

    /// <summary>Those that lie within a folder, by the names that a listing of it gives them.</summary>
    private HashSet<string> OwnWithin(string folder)
    {
        var real = RealPath.Of(folder);
        return OwnFolders.Where(own => RealPath.IsWithin(own, real)).Select(own => Path.Join(folder, own[real.Length..]))
            .ToHashSet(StringComparer.Ordinal);
    }

    private bool IsOwn(string folder)
    {
        var real = RealPath.Of(folder);
        return OwnFolders.Any(own => RealPath.IsWithin(real, own));
    }
}
