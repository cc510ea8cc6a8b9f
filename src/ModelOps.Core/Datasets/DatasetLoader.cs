namespace ModelOps.Core;

/// <summary>Reads a dataset's samples into memory and checks them against its description.</summary>
internal static class DatasetLoader
{
    /// <summary>Features of more bytes than this stay in their file.</summary>
    private const long MostInMemory = 1L << 30;

    /// <summary>Damaged where the file and the description disagree.</summary>
    public static DatasetContent Load(Dataset dataset) => Load(dataset, MostInMemory);

    /// <param name="dataset">The dataset.</param>
    /// <param name="most">Features that take more bytes as 32-bit floats stay in their file.</param>
    public static DatasetContent Load(Dataset dataset, long most)
    {
        if (dataset.Task == Dataset.Language)
            return new DatasetContent(dataset, [], null, null);
        using var reader = DatasetReader.Open(dataset);
        long count = checked(dataset.Samples * reader.Width);
        bool onDisk = count > most / sizeof(float);
        var features = onDisk ? [] : GC.AllocateUninitializedArray<float>((int)count);
        reader.ReadValues(0, features);
        var (labels, targets) = (reader.IsClassification ? new long[dataset.Samples] : null,
            reader.IsClassification ? null : new float[dataset.Samples]);
        reader.ReadLabels(0, labels);
        reader.ReadTargets(0, targets);
        return new DatasetContent(dataset, features, labels, targets) { FeaturesOnDisk = onDisk };
    }
}
