namespace ModelOps.Core;

/// <summary>Reads a dataset's samples into memory and checks them against its description.</summary>
internal static class DatasetLoader
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>Damaged where the file and the description disagree, Unavailable where an array can't hold the samples.</summary>
    public static DatasetContent Load(Dataset dataset)
    {
        if (dataset.Task == Dataset.Language)
            return new DatasetContent(dataset, [], null, null);
        var path = Path.Combine(dataset.Path, DatasetFile.Data);
        using var file = SafetensorsFile.Open(path);
        long width = dataset.Shape.Aggregate(1L, (a, b) => checked(a * b));
        var features = Features(file, dataset, [dataset.Samples, .. dataset.Shape.Select(d => (long)d)], checked(dataset.Samples * width));
        if (dataset.Task != Dataset.Classify)
            return new DatasetContent(dataset, features, null, Read<float>(file, dataset, DatasetFile.Targets, "F32"));
        var labels = Read<long>(file, dataset, DatasetFile.Labels, "I64");
        foreach (long label in labels)
        {
            if (label < 0 || label >= dataset.Classes.Count)
                throw Damaged(dataset, $"it has a label {label}, but {dataset.Classes.Count} classes");
        }
        return new DatasetContent(dataset, features, labels, null);
    }

    private static float[] Features(SafetensorsFile file, Dataset dataset, IReadOnlyList<long> shape, long count)
    {
        if (count > Array.MaxLength)
            throw Error.Of(ErrorKind.Unavailable, "DatasetTooLarge", dataset.Name, count, Array.MaxLength);
        var tensor = file.Tensor(DatasetFile.Features);
        if (!tensor.Shape.SequenceEqual(shape))
            throw Damaged(dataset, $"its features have shape [{string.Join(", ", tensor.Shape)}] instead of [{string.Join(", ", shape)}]");
        var features = GC.AllocateUninitializedArray<float>((int)count);
        if (tensor.DType == "F32")
            file.Read<float>(DatasetFile.Features, features);
        else if (tensor.DType == "U8")
            ReadBytes(file, features);
        else
            throw Damaged(dataset, $"its features are of type {tensor.DType}");
        return features;
    }

    private static void ReadBytes(SafetensorsFile file, float[] features)
    {
        var chunk = new byte[Math.Min(ChunkBytes, features.Length)];
        for (int start = 0; start < features.Length; start += chunk.Length)
        {
            var part = chunk.AsSpan(0, Math.Min(chunk.Length, features.Length - start));
            file.ReadPart(DatasetFile.Features, start, part);
            var target = features.AsSpan(start, part.Length);
            for (int i = 0; i < part.Length; i++)
                target[i] = part[i];
        }
    }

    private static T[] Read<T>(SafetensorsFile file, Dataset dataset, string name, string type)
        where T : unmanaged
    {
        var tensor = file.Tensor(name);
        if (tensor.DType != type || tensor.Shape is not [var samples] || samples != dataset.Samples)
            throw Damaged(dataset, $"its {name} are {tensor.DType} of shape [{string.Join(", ", tensor.Shape)}] instead of {type} of [{dataset.Samples}]");
        var values = GC.AllocateUninitializedArray<T>((int)samples);
        file.Read<T>(name, values);
        return values;
    }

    private static ModelOpsException Damaged(Dataset dataset, string reason) =>
        Error.Of(ErrorKind.Damaged, "DatasetDamaged", dataset.Name, Path.Combine(dataset.Path, DatasetFile.Data), new InvalidDataException(reason));
}
