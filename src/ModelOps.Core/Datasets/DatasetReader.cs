using System.Runtime.InteropServices;

namespace ModelOps.Core;

/// <summary>Reads a stored dataset's samples, some at a time; a file of any size needs little memory. Safe from several threads.</summary>
public sealed class DatasetReader : IDisposable
{
    private const int ChunkValues = 1 << 18;
    private readonly SafetensorsFile _file;
    private readonly string _type;

    private DatasetReader(Dataset dataset, SafetensorsFile file)
    {
        Dataset = dataset;
        _file = file;
        Width = dataset.Shape.Aggregate(1L, (a, b) => checked(a * b));
        IsClassification = dataset.Task == Dataset.Classify;
        _type = Checked(DatasetFile.Features, ["F32", "U8"], [dataset.Samples, .. dataset.Shape.Select(d => (long)d)]);
        if (IsClassification)
            Checked(DatasetFile.Labels, ["I64"], [dataset.Samples]);
        else
            Checked(DatasetFile.Targets, ["F32"], [dataset.Samples]);
    }

    public Dataset Dataset { get; }
    /// <summary>The file with the samples.</summary>
    internal string Path => System.IO.Path.Combine(Dataset.Path, DatasetFile.Data);
    internal TensorInfo Features => _file.Tensor(DatasetFile.Features);
    /// <summary>Values in a sample.</summary>
    public long Width { get; }
    public bool IsClassification { get; }
    /// <summary>Bytes a value takes in the file: 1 or 4.</summary>
    public int ValueBytes => _type == "U8" ? 1 : sizeof(float);

    /// <summary>
    /// Damaged where the file doesn't hold what the dataset's description says; Conflict ("DatasetReplaced") where that is because another
    /// process put another dataset in its place, or removed it, after the description was read.
    /// </summary>
    public static DatasetReader Open(Dataset dataset)
    {
        if (dataset.Task == Dataset.Language)
            throw Error.Of(ErrorKind.InvalidInput, "DatasetIsText", dataset.Name);
        try
        {
            return OpenFile(dataset);
        }
        catch (ModelOpsException e) when (e.ErrorId == "FileNotFound" || e.Kind == ErrorKind.Damaged)
        {
            if (DatasetFile.Read(dataset.Path)?.Id == dataset.Id)
                throw;
            throw Error.Of(ErrorKind.Conflict, "DatasetReplaced", dataset.Name);
        }
    }

    private static DatasetReader OpenFile(Dataset dataset)
    {
        var file = SafetensorsFile.Open(System.IO.Path.Combine(dataset.Path, DatasetFile.Data));
        try
        {
            return new DatasetReader(dataset, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads values as they lie in the file, converted to float32. <paramref name="start"/> counts values, not samples.</summary>
    public void ReadValues(long start, Span<float> values)
    {
        if (_type == "F32")
        {
            // In pieces: a span of bytes can't be longer than 2 GiB.
            for (int at = 0; at < values.Length; at += ChunkValues)
            {
                var part = values[at..Math.Min(values.Length, at + ChunkValues)];
                _file.ReadPart(DatasetFile.Features, (start + at) * sizeof(float), MemoryMarshal.AsBytes(part));
            }
            return;
        }
        var bytes = new byte[Math.Min(ChunkValues, values.Length)];
        for (int at = 0; at < values.Length; at += bytes.Length)
        {
            var part = bytes.AsSpan(0, Math.Min(bytes.Length, values.Length - at));
            _file.ReadPart(DatasetFile.Features, start + at, part);
            for (int i = 0; i < part.Length; i++)
                values[at + i] = part[i];
        }
    }

    /// <summary>Class numbers from a sample on; Damaged where one is none of the classes.</summary>
    public void ReadLabels(long start, Span<long> labels)
    {
        for (int at = 0; at < labels.Length; at += ChunkValues)
        {
            var part = labels[at..Math.Min(labels.Length, at + ChunkValues)];
            _file.ReadPart(DatasetFile.Labels, (start + at) * sizeof(long), MemoryMarshal.AsBytes(part));
        }
        foreach (long label in labels)
        {
            if (label < 0 || label >= Dataset.Classes.Count)
                throw Damaged($"it has a label {label}, but {Dataset.Classes.Count} classes");
        }
    }

    /// <summary>Numbers to regress from a sample on.</summary>
    public void ReadTargets(long start, Span<float> targets)
    {
        for (int at = 0; at < targets.Length; at += ChunkValues)
        {
            var part = targets[at..Math.Min(targets.Length, at + ChunkValues)];
            _file.ReadPart(DatasetFile.Targets, (start + at) * sizeof(float), MemoryMarshal.AsBytes(part));
        }
    }

    /// <summary>Samples in order, from <paramref name="first"/> on; fewer than <paramref name="count"/> at the end.</summary>
    public IEnumerable<DatasetSample> Samples(long first, long count)
    {
        long end = Math.Min(Dataset.Samples, first + Math.Min(count, Dataset.Samples));
        int chunk = (int)Math.Clamp(ChunkValues / Width, 1, Math.Max(1, end - first));
        for (long start = first; start < end; start += chunk)
        {
            int length = (int)Math.Min(chunk, end - start);
            var values = new float[checked((int)(length * Width))];
            ReadValues(start * Width, values);
            var labels = new long[IsClassification ? length : 0];
            ReadLabels(start, labels);
            var targets = new float[IsClassification ? 0 : length];
            ReadTargets(start, targets);
            for (int i = 0; i < length; i++)
            {
                yield return new DatasetSample(start + i, new ArraySegment<float>(values, (int)(i * Width), (int)Width),
                    IsClassification ? Dataset.Classes[(int)labels[i]] : null, IsClassification ? null : targets[i]);
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private string Checked(string name, string[] types, long[] shape)
    {
        var tensor = _file.Tensor(name);
        if (!types.Contains(tensor.DType) || !tensor.Shape.SequenceEqual(shape))
        {
            throw Damaged($"its {name} are {tensor.DType} of shape [{string.Join(", ", tensor.Shape)}] "
                + $"instead of {string.Join(" or ", types)} of [{string.Join(", ", shape)}]");
        }
        return tensor.DType;
    }

    private ModelOpsException Damaged(string reason) => Error.Of(
        ErrorKind.Damaged, "DatasetDamaged", Dataset.Name, Path, new InvalidDataException(reason + "."));
}
