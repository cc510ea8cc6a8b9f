namespace ModelOps.Core;

/// <summary>Reads a dataset's samples into memory and checks them against its description.</summary>
internal static class DatasetLoader
{
    /// <summary>Damaged where the file and the description disagree, Unavailable where an array can't hold the samples.</summary>
    public static DatasetContent Load(Dataset dataset)
    {
        if (dataset.Task == Dataset.Language)
            return new DatasetContent(dataset, [], null, null);
        using var reader = DatasetReader.Open(dataset);
        long count = checked(dataset.Samples * reader.Width);
        if (count > Array.MaxLength)
            throw Error.Of(ErrorKind.Unavailable, "DatasetTooLarge", dataset.Name, count, Array.MaxLength);
        var features = GC.AllocateUninitializedArray<float>((int)count);
        reader.ReadValues(0, features);
        if (reader.IsClassification)
        {
            var labels = GC.AllocateUninitializedArray<long>((int)dataset.Samples);
            reader.ReadLabels(0, labels);
            return new DatasetContent(dataset, features, labels, null);
        }
        var targets = GC.AllocateUninitializedArray<float>((int)dataset.Samples);
        reader.ReadTargets(0, targets);
        return new DatasetContent(dataset, features, null, targets);
    }
}
