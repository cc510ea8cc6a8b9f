namespace ModelOps.Core;

/// <summary>The datasets of a home. A dataset's folder is the truth; the registry's rows are an index of the folders.</summary>
public sealed class DatasetStore
{
    private readonly Workspace _workspace;
    private readonly FolderIndex<Dataset> _index;

    internal DatasetStore(Workspace workspace)
    {
        _workspace = workspace;
        var table = workspace.DatasetTable;
        _index = new FolderIndex<Dataset>(
            workspace.Registry, workspace.Home.Datasets, DatasetFile.Read, d => d.Name,
            c => table.Find(c, null), table.Save, (c, name) => table.Delete(c, name));
    }

    /// <summary>
    /// Imports a file. The same samples under the same name are imported once; other samples under a taken name need Force.
    /// Bad rows are reported together (InvalidInput, "DatasetRowsInvalid"), and nothing is kept of a file that has any.
    /// </summary>
    public Dataset Import(DatasetImport request, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        var name = Checked(request.Name ?? DefaultName(request.Path));
        var target = _index.FolderOf(name);
        using var draft = new DatasetDraft(name, target);
        var dataset = DiskSpace.Guard(target, () =>
            draft.Write(DatasetImporter.Read(request, draft.Spool, progress, cancellation), Path.GetFullPath(request.Path)));
        progress?.Report(1);
        return Place(draft, dataset, request.Force);
    }

    /// <summary>Begins a dataset of records that come one at a time; the same rules hold as for a file.</summary>
    public RecordImporter Begin(RecordImport request)
    {
        var name = Checked(request.Name);
        return new RecordImporter(
            request, new DatasetDraft(name, _index.FolderOf(name)), (draft, dataset) => Place(draft, dataset, request.Force));
    }

    /// <summary>Datasets whose name matches a wildcard (* and ?), all for null; ordered by name.</summary>
    public IReadOnlyList<Dataset> Find(string? pattern = null) => _index.Find(pattern);

    /// <summary>The dataset of that name, or NotFound with the nearest names. Damaged where its folder holds no dataset.</summary>
    public Dataset Get(string name) => _index.Get(name) ?? throw Error.NotFound("DatasetNotFound", name, _index.Names());

    /// <summary>Names of all datasets in order, those that are damaged included.</summary>
    public IReadOnlyList<string> Names() => _index.Names();

    /// <summary>The name in its own letters of a dataset, damaged or not; NotFound with the nearest names.</summary>
    public string NameOf(string name) => _index.FolderName(name) ?? throw Error.NotFound("DatasetNotFound", name, _index.Names());

    /// <summary>Removes it, damaged or not, and its files; refused (Conflict) while a session that is not final uses it.</summary>
    public void Remove(string name)
    {
        var folder = NameOf(name);
        _workspace.Leases.Run();
        _workspace.Registry.Write(connection =>
        {
            RefuseWhileUsed(connection, folder);
            _workspace.DatasetTable.Delete(connection, folder);
            DiskSpace.Guard(_index.FolderOf(folder), () => FolderDraft.Delete(_index.FolderOf(folder)));
        });
    }

    /// <summary>Reads the samples. Damaged where they are not what the dataset's description says.</summary>
    public DatasetContent Load(Dataset dataset) => DatasetLoader.Load(dataset);

    /// <summary>
    /// Samples in order, from <paramref name="first"/> on; fewer than <paramref name="count"/> at the end. Read as they are taken.
    /// </summary>
    public IEnumerable<DatasetSample> Samples(Dataset dataset, long first, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Read();

        IEnumerable<DatasetSample> Read()
        {
            using var reader = DatasetReader.Open(dataset);
            foreach (var sample in reader.Samples(first, count))
                yield return sample;
        }
    }

    /// <summary>
    /// Writes it to NAME.csv, NAME.jsonl or NAME.safetensors in a folder that is made if absent. AlreadyExists ("FileExists") where the
    /// file is there and <paramref name="force"/> is not given.
    /// </summary>
    public DatasetExport Export(
        string name, DatasetFormat format, string folder, bool force = false, CancellationToken cancellation = default) =>
        DatasetExporter.Export(Get(name), format, folder, force, cancellation);

    /// <summary>A name that can be one, in the letters of a dataset that is there.</summary>
    private string Checked(string name) => StoredName.Problem(name) is { } problem
        ? throw Error.Of(ErrorKind.InvalidInput, "DatasetNameInvalid", name, problem)
        : _index.FolderName(name) ?? name;

    private Dataset Place(DatasetDraft draft, Dataset dataset, bool force)
    {
        _workspace.Leases.Run();
        if (Find().FirstOrDefault(d => d.Id == dataset.Id && d.Name != dataset.Name) is { } twin)
            draft.Share(Path.Combine(twin.Path, DatasetFile.Data), dataset.Id);
        // The registry's write lock keeps other processes from importing or removing the same name meanwhile.
        return _workspace.Registry.Write(connection => Place(connection, draft, dataset, force));
    }

    private Dataset Place(RegistryConnection connection, DatasetDraft draft, Dataset dataset, bool force)
    {
        if (!draft.TryPlace())
        {
            var existing = _index.TryRead(dataset.Path);
            if (existing?.Id == dataset.Id)
                return existing;
            if (!force && existing is null)
                throw Error.Of(ErrorKind.AlreadyExists, "DatasetExistsDamaged", dataset.Name);
            if (!force)
                throw Error.Of(ErrorKind.AlreadyExists, "DatasetExists", dataset.Name, existing!.Samples, existing.Source ?? "a pipeline");
            RefuseWhileUsed(connection, dataset.Name);
            draft.Replace();
        }
        _workspace.DatasetTable.Save(connection, dataset);
        return dataset;
    }

    private void RefuseWhileUsed(RegistryConnection connection, string name)
    {
        if (_workspace.SessionTable.UnfinishedOfDataset(connection, name) is { } row)
            throw Error.Of(ErrorKind.Conflict, "DatasetInUse", name, row.Session.ShortId, row.State);
    }

    private static string DefaultName(string path)
    {
        var file = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        int dot = file.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? file : file[..dot];
    }
}
