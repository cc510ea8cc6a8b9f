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

/// <summary>The datasets of a home.</summary>
public sealed class DatasetStore
{
    private readonly ModelOpsHome _home;

    internal DatasetStore(Workspace workspace)
        : this(workspace.Home)
    {
    }

    internal DatasetStore(ModelOpsHome home) => _home = home;

    /// <summary>
    /// Imports a file. The same samples under the same name are imported once; other samples under a taken name need Force.
    /// Bad rows are reported together (InvalidInput, "DatasetRowsInvalid"), and nothing is kept of a file that has any.
    /// </summary>
    public Dataset Import(DatasetImport request, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        var name = request.Name ?? DefaultName(request.Path);
        if (StoredName.Problem(name) is { } problem)
            throw Error.Of(ErrorKind.InvalidInput, "DatasetNameInvalid", name, problem);
        using var importer = new DatasetImporter(request, name, _home.Dataset(name));
        var dataset = importer.Import(progress, cancellation);
        // Two imports of the same name may end at the same time: look again when another was first.
        while (!importer.TryPlace())
        {
            var existing = DatasetFile.Read(_home.Dataset(name));
            if (existing?.Id == dataset.Id)
                return existing;
            if (existing is null)
                continue;
            if (!request.Force)
                throw Error.Of(ErrorKind.AlreadyExists, "DatasetExists", name, existing.Samples, existing.Source);
            importer.Replace();
            break;
        }
        return dataset;
    }

    /// <summary>Datasets whose name matches a wildcard (* and ?), all for null; ordered by name.</summary>
    public IReadOnlyList<Dataset> Find(string? pattern = null) =>
        Names().Where(n => Wildcard.Matches(pattern, n)).Select(n => DatasetFile.Read(_home.Dataset(n))).OfType<Dataset>().ToList();

    /// <summary>The dataset of that name, or NotFound with the nearest names.</summary>
    public Dataset Get(string name) =>
        (StoredName.Problem(name) is null ? DatasetFile.Read(_home.Dataset(name)) : null) ?? throw Error.NotFound("DatasetNotFound", name, Names());

    /// <summary>Removes it and its files; refused (Conflict) while a session that is not final uses it.</summary>
    public void Remove(string name)
    {
        if (StoredName.Problem(name) is not null || !FolderDraft.Remove(_home.Dataset(name)))
            throw Error.NotFound("DatasetNotFound", name, Names());
    }

    /// <summary>Reads the samples. Damaged where they are not what the dataset's description says.</summary>
    public DatasetContent Load(Dataset dataset) => DatasetLoader.Load(dataset);

    private static string DefaultName(string path)
    {
        var file = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        int dot = file.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? file : file[..dot];
    }

    private List<string> Names() => !Directory.Exists(_home.Datasets)
        ? []
        : Directory.EnumerateDirectories(_home.Datasets).Select(d => Path.GetFileName(d)).Where(n => StoredName.Problem(n) is null).Order(StringComparer.Ordinal).ToList();
}
