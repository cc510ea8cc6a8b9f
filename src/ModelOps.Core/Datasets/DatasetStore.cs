namespace ModelOps.Core;

/// <summary>What to import.</summary>
public sealed record DatasetImport
{
    /// <summary>CSV or TSV (.gz too), an IDX images file (its labels file is found beside it) or a folder that holds an IDX pair.</summary>
    public required string Path { get; init; }
    /// <summary>Name in the registry; by default the file's name up to its first dot.</summary>
    public string? Name { get; init; }
    /// <summary>Heading or zero-based index of the label column; by default the last column.</summary>
    public string? LabelColumn { get; init; }
    /// <summary>Replace a dataset of the same name that holds other samples.</summary>
    public bool Force { get; init; }
    /// <summary>The label is a number to regress even where it looks like a class.</summary>
    public bool Regress { get; init; }
}

/// <summary>A dataset's samples in memory.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Features">Samples × product of the shape, row-major.</param>
/// <param name="Labels">Class number of each sample; null for regression.</param>
/// <param name="Targets">Number to regress for each sample; null for classification.</param>
public sealed record DatasetContent(Dataset Dataset, float[] Features, long[]? Labels, float[]? Targets);

/// <summary>
/// The datasets of a home. A dataset's folder is the truth; the registry's rows are an index of the folders, corrected where they disagree.
/// Names differ by more than the case of their letters.
/// </summary>
public sealed class DatasetStore
{
    private readonly Workspace _workspace;

    internal DatasetStore(Workspace workspace) => _workspace = workspace;

    private DatasetTable Table => _workspace.DatasetTable;

    /// <summary>
    /// Imports a file. The same samples under the same name are imported once; other samples under a taken name need Force.
    /// Bad rows are reported together (InvalidInput, "DatasetRowsInvalid"), and nothing is kept of a file that has any.
    /// </summary>
    public Dataset Import(DatasetImport request, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        var name = request.Name ?? DefaultName(request.Path);
        if (StoredName.Problem(name) is { } problem)
            throw Error.Of(ErrorKind.InvalidInput, "DatasetNameInvalid", name, problem);
        name = FolderName(name) ?? name;
        using var importer = new DatasetImporter(request, name, _workspace.Home.Dataset(name));
        var dataset = importer.Import(progress, cancellation);
        _workspace.Leases.Run();
        // The registry's write lock keeps other processes from importing or removing the same name meanwhile.
        return _workspace.Registry.Write(connection => Place(connection, importer, dataset, request.Force));
    }

    /// <summary>Datasets whose name matches a wildcard (* and ?), all for null; ordered by name.</summary>
    public IReadOnlyList<Dataset> Find(string? pattern = null)
    {
        var names = Names();
        var found = _workspace.Registry.Read(connection => Table.Find(connection, null));
        var stale = found.Select(d => d.Name).Except(names, StringComparer.Ordinal).ToList();
        // A folder that is damaged keeps no row; Get says what is wrong with it.
        var missing = names.Except(found.Select(d => d.Name), StringComparer.Ordinal)
            .Select(n => DatasetFile.TryRead(_workspace.Home.Dataset(n))).OfType<Dataset>().ToList();
        if (stale.Count + missing.Count > 0)
            found = _workspace.Registry.Write(connection => Reindex(connection, stale, missing));
        return found.Where(d => Wildcard.Matches(pattern, d.Name)).ToList();
    }

    /// <summary>The dataset of that name, or NotFound with the nearest names. Damaged where its folder holds no dataset.</summary>
    public Dataset Get(string name) => Existing(name) ?? throw Error.NotFound("DatasetNotFound", name, Names());

    /// <summary>Removes it and its files; refused (Conflict) while a session that is not final uses it.</summary>
    public void Remove(string name)
    {
        var folder = FolderName(name) ?? throw Error.NotFound("DatasetNotFound", name, Names());
        _workspace.Leases.Run();
        _workspace.Registry.Write(connection =>
        {
            RefuseWhileUsed(connection, folder);
            Table.Delete(connection, folder);
            var path = _workspace.Home.Dataset(folder);
            DiskSpace.Guard(path, () => FolderDraft.Remove(path));
        });
    }

    /// <summary>Reads the samples. Damaged where they are not what the dataset's description says.</summary>
    public DatasetContent Load(Dataset dataset) => DatasetLoader.Load(dataset);

    private Dataset Place(RegistryConnection connection, DatasetImporter importer, Dataset dataset, bool force)
    {
        if (!importer.TryPlace())
        {
            var existing = DatasetFile.TryRead(dataset.Path);
            if (existing?.Id == dataset.Id)
                return existing;
            if (!force && existing is null)
                throw Error.Of(ErrorKind.AlreadyExists, "DatasetExistsDamaged", dataset.Name);
            if (!force)
                throw Error.Of(ErrorKind.AlreadyExists, "DatasetExists", dataset.Name, existing!.Samples, existing.Source);
            RefuseWhileUsed(connection, dataset.Name);
            importer.Replace();
        }
        Table.Save(connection, dataset);
        return dataset;
    }

    private void RefuseWhileUsed(RegistryConnection connection, string name)
    {
        if (_workspace.SessionTable.UnfinishedOfDataset(connection, name) is { } row)
            throw Error.Of(ErrorKind.Conflict, "DatasetInUse", name, row.Session.ShortId, row.State);
    }

    private List<Dataset> Reindex(RegistryConnection connection, List<string> stale, List<Dataset> missing)
    {
        foreach (var name in stale.Where(n => !Directory.Exists(_workspace.Home.Dataset(n))))
            Table.Delete(connection, name);
        foreach (var dataset in missing.Where(d => Directory.Exists(d.Path)))
            Table.Save(connection, dataset);
        return Table.Find(connection, null);
    }

    private Dataset? Existing(string name) => FolderName(name) is { } folder ? DatasetFile.Read(_workspace.Home.Dataset(folder)) : null;

    /// <summary>The folder's name for a name in letters of any case; null where there is none.</summary>
    private string? FolderName(string name) => Names().Find(n => n.Equals(name, StringComparison.OrdinalIgnoreCase));

    private List<string> Names() => FolderDraft.Names(_workspace.Home.Datasets);

    private static string DefaultName(string path)
    {
        var file = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        int dot = file.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? file : file[..dot];
    }
}
