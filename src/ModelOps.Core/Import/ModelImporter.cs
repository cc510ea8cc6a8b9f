namespace ModelOps.Core;

/// <summary>How to take a model in.</summary>
public sealed record ModelImportOptions
{
    /// <summary>Name of the model; by default the file's or folder's.</summary>
    public string? Name { get; init; }
    /// <summary>
    /// Keep a copy under MODELOPS_HOME instead of referring to the files where they lie: a clone that shares blocks where the file system
    /// has that, else a hard link, else a copy. A zip is always unpacked into a copy.
    /// </summary>
    public bool Copy { get; init; }
}

/// <summary>
/// Takes models in from files: GGUF, safetensors (alone, in parts, in Hugging Face's layout), and what Export-Model wrote as Zip.
/// </summary>
public sealed class ModelImporter
{
    private readonly Workspace _workspace;

    internal ModelImporter(Workspace workspace) => _workspace = workspace;

    /// <summary>
    /// Imports a file, or a folder that holds one model; the model as it is then. Files are hashed on the way. What is in the registry
    /// already is returned as it is there. NotFound ("PathNotFound"); InvalidInput ("NotAModel", "ImportAmbiguous"); Damaged where headers
    /// lie or a zip is not what Export-Model writes. Nothing is left behind when it fails.
    /// </summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Share of the bytes that were hashed and copied, from 0 to 1.</param>
    /// <param name="cancellation">Stops it; nothing is registered then.</param>
    public Model Import(
        string path, ModelImportOptions options, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (options.Name is { } name)
            ModelSettings.CheckName(name);
        var model = ImportSource.IsZip(path)
            ? new PackageImport(_workspace, path).Run(cancellation)
            : Import(ImportSource.Find(path), options, progress, cancellation);
        if (options.Name is not null)
            _workspace.Models.Set(model.Id, new() { Name = options.Name });
        return _workspace.Models.Get(model.Id);
    }

    /// <summary>The model whose own folder this is, where it is one: its files are not a second model.</summary>
    private Model? Owner(string folder)
    {
        var id = Path.GetFileName(folder).Split('_')[^1];
        if (!ModelIdentity.IsId(id) || _workspace.Registry.Read(c => _workspace.ModelTable.Get(c, id)) is not { InPlace: false } model)
            return null;
        return RealPath.Of(model.Path) == RealPath.Of(folder) ? model : null;
    }

    private Model Import(ModelCandidate candidate, ModelImportOptions options, IProgress<double>? progress, CancellationToken cancellation)
    {
        if (Owner(candidate.Folder) is { } owner)
            return owner;
        var facts = CandidateReading.Read(candidate);
        long work = candidate.Files.Sum(f => f.Bytes) * (options.Copy ? 2 : 1);
        var done = new ByteProgress(work, progress);
        return options.Copy
            ? new CopyImport(_workspace, candidate, facts, done).Run(cancellation)
            : new InPlaceImport(_workspace, candidate, facts, done).Run(cancellation);
    }
}
