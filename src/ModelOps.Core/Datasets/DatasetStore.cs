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
    internal DatasetStore(Workspace workspace) => _ = workspace;

    /// <summary>Imports a file. The same samples under the same name are imported once; other samples under a taken name need Force.</summary>
    public Dataset Import(DatasetImport request, IProgress<double>? progress = null, CancellationToken cancellation = default) => throw new NotImplementedException();
    /// <summary>Datasets whose name matches a wildcard (* and ?), all for null; ordered by name.</summary>
    public IReadOnlyList<Dataset> Find(string? pattern = null) => throw new NotImplementedException();
    /// <summary>The dataset of that name, or NotFound with the nearest names.</summary>
    public Dataset Get(string name) => throw new NotImplementedException();
    /// <summary>Removes it and its files; refused (Conflict) while a session that is not final uses it.</summary>
    public void Remove(string name) => throw new NotImplementedException();
    /// <summary>Reads the samples.</summary>
    public DatasetContent Load(Dataset dataset) => throw new NotImplementedException();
}
