namespace ModelOps.Core;

/// <summary>What to import.</summary>
public sealed record DatasetImport
{
    /// <summary>CSV, TSV, text or JSON lines (.gz too), an IDX images file (its labels file is found beside it) or a folder that holds an IDX pair.</summary>
    public required string Path { get; init; }
    /// <summary>Name in the registry; by default the file's name up to its first dot.</summary>
    public string? Name { get; init; }
    /// <summary>Heading or zero-based index of the label column; by default the last column.</summary>
    public string? LabelColumn { get; init; }
    /// <summary>Replace a dataset of the same name that holds other samples.</summary>
    public bool Force { get; init; }
    /// <summary>The label is a number to regress even where it looks like a class.</summary>
    public bool Regress { get; init; }
    /// <summary>JSON lines: the key of the text to model. Null: a text file is one text.</summary>
    public string? TextColumn { get; init; }
    /// <summary>Text: byte, or bpe to learn byte-pair encoding from it; by default byte.</summary>
    public string? Tokenizer { get; init; }
    /// <summary>bpe: number of tokens at most, with the 256 bytes; by default 1024.</summary>
    public int? VocabularySize { get; init; }
}

/// <summary>A dataset's samples in memory; of text, whose tokens <see cref="TokenSequence"/> reads, none.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Features">Samples × product of the shape, row-major.</param>
/// <param name="Labels">Class number of each sample; null for regression.</param>
/// <param name="Targets">Number to regress for each sample; null for classification.</param>
public sealed record DatasetContent(Dataset Dataset, float[] Features, long[]? Labels, float[]? Targets);

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
        var name = request.Name ?? DefaultName(request.Path);
        if (StoredName.Problem(name) is { } problem)
            throw Error.Of(ErrorKind.InvalidInput, "DatasetNameInvalid", name, problem);
        name = _index.FolderName(name) ?? name;
        using var importer = new DatasetImporter(request, name, _index.FolderOf(name));
        var dataset = importer.Import(progress, cancellation);
        _workspace.Leases.Run();
        // The registry's write lock keeps other processes from importing or removing the same name meanwhile.
        return _workspace.Registry.Write(connection => Place(connection, importer, dataset, request.Force));
    }

    /// <summary>Datasets whose name matches a wildcard (* and ?), all for null; ordered by name.</summary>
    public IReadOnlyList<Dataset> Find(string? pattern = null) => _index.Find(pattern);

    /// <summary>The dataset of that name, or NotFound with the nearest names. Damaged where its folder holds no dataset.</summary>
    public Dataset Get(string name) => _index.Get(name) ?? throw Error.NotFound("DatasetNotFound", name, _index.Names());

    /// <summary>Removes it and its files; refused (Conflict) while a session that is not final uses it.</summary>
    public void Remove(string name)
    {
        var folder = _index.FolderName(name) ?? throw Error.NotFound("DatasetNotFound", name, _index.Names());
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

    private Dataset Place(RegistryConnection connection, DatasetImporter importer, Dataset dataset, bool force)
    {
        if (!importer.TryPlace())
        {
            var existing = _index.TryRead(dataset.Path);
            if (existing?.Id == dataset.Id)
                return existing;
            if (!force && existing is null)
                throw Error.Of(ErrorKind.AlreadyExists, "DatasetExistsDamaged", dataset.Name);
            if (!force)
                throw Error.Of(ErrorKind.AlreadyExists, "DatasetExists", dataset.Name, existing!.Samples, existing.Source);
            RefuseWhileUsed(connection, dataset.Name);
            importer.Replace();
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
