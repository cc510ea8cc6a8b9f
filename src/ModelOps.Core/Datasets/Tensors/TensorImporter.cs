using System.Globalization;
using System.Text.Json;

namespace ModelOps.Core;

/// <summary>
/// Reads a safetensors file with the tensors "features" [samples, …] and "labels" (whole numbers) or "targets" (numbers), each [samples].
/// What ModelOps exported keeps the names of columns and classes that its metadata holds.
/// </summary>
internal sealed class TensorImporter
{
    private const int ChunkValues = 1 << 18;
    private const int MaxSampleDimensions = 3;
    private static readonly string[] Numbers = ["F32", "F64", "F16", "BF16", "U8", "I8", "U16", "I16", "U32", "I32", "U64", "I64"];

    private readonly string _path;
    private readonly SafetensorsFile _file;
    private readonly IProgress<double>? _progress;
    private readonly CancellationToken _cancellation;

    private TensorImporter(string path, SafetensorsFile file, IProgress<double>? progress, CancellationToken cancellation) =>
        (_path, _file, _progress, _cancellation) = (path, file, progress, cancellation);

    /// <summary>True for a file that begins with the length of a header and a header in JSON.</summary>
    public static bool Takes(DatasetSource source) => source.Start is [_, _, _, _, _, 0, 0, 0, (byte)'{', ..];

    public static ImportedSamples Import(
        DatasetImport request, FeatureSpool spool, IProgress<double>? progress, CancellationToken cancellation)
    {
        using var file = SafetensorsFile.Open(request.Path);
        return new TensorImporter(request.Path, file, progress, cancellation).Run(request, spool);
    }

    private ImportedSamples Run(DatasetImport request, FeatureSpool spool)
    {
        var features = Tensor(DatasetFile.Features, Numbers);
        long samples = features.Shape.Count > 0 ? features.Shape[0] : 0;
        int[] shape = features.Shape.Count == 1 ? [1] : [.. features.Shape.Skip(1).Select(Side)];
        if (samples < 1 || shape.Length > MaxSampleDimensions || shape.Contains(0))
        {
            throw Invalid($"'features' has shape [{string.Join(", ", features.Shape)}]; "
                + "[samples, columns] to [samples, channels, height, width] are read");
        }
        bool regress = request.Regress || !_file.Tensors.ContainsKey(DatasetFile.Labels);
        var columns = Names(DatasetMetadata.Columns);
        var stored = new NumberSpool(spool);
        CopyFeatures(features, stored);
        var (classes, labels) = regress ? ([], Targets(samples)) : Labels(samples);
        return new ImportedSamples
        {
            Format = "safetensors",
            Samples = samples,
            Shape = shape,
            Columns = columns.Count == shape.Aggregate(1L, (a, b) => a * b) ? columns : [],
            LabelColumn = _file.Metadata.GetValueOrDefault(DatasetMetadata.LabelColumn) is { Length: > 0 } label ? label : null,
            Task = regress ? Dataset.Regress : Dataset.Classify,
            Features = stored.ToTensor([samples, .. shape.Select(d => (long)d)]),
            Classes = classes,
            Labels = labels,
        };
    }

    private void CopyFeatures(TensorInfo features, NumberSpool spool)
    {
        long count = features.Shape.Aggregate(1L, (a, b) => a * b);
        var values = new float[Math.Min(ChunkValues, count)];
        for (long start = 0; start < count; start += values.Length)
        {
            _cancellation.ThrowIfCancellationRequested();
            var part = values.AsSpan(0, (int)Math.Min(values.Length, count - start));
            TensorNumbers.Read(_file, features, start, part);
            CheckFinite(part, DatasetFile.Features, start, count / features.Shape[0]);
            spool.Write(part);
            _progress?.Report((double)start / count);
        }
    }

    private (IReadOnlyList<string> Classes, TensorSource Labels) Labels(long samples)
    {
        var tensor = Tensor(DatasetFile.Labels, [.. Numbers.Where(n => n[0] != 'F' && n[0] != 'B')]);
        CheckCount(tensor, samples);
        var labels = TensorNumbers.ReadWhole(_file, tensor);
        var names = Names(DatasetMetadata.Classes);
        if (names.Count == 0)
        {
            var found = labels.Distinct().Order().ToList();
            if (found.Count > LabelCollector.MaxClasses)
            {
                throw Invalid(
                    $"'labels' has {found.Count} different numbers; {LabelCollector.MaxClasses} classes are the most there may be. "
                    + "Call it 'targets' to regress them");
            }
            var rank = found.Select((label, i) => (label, i)).ToDictionary(p => p.label, p => (long)p.i);
            names = found.Select(l => l.ToString(CultureInfo.InvariantCulture)).ToList();
            labels = [.. labels.Select(l => rank[l])];
        }
        int wrong = Array.FindIndex(labels, l => l < 0 || l >= names.Count);
        if (wrong >= 0)
            throw Invalid($"the label of sample {wrong} is {labels[wrong]}, but there are {names.Count} classes");
        return (names, TensorSource.Of<long>(DatasetFile.Labels, "I64", [samples], labels));
    }

    private TensorSource Targets(long samples)
    {
        var name = !_file.Tensors.ContainsKey(DatasetFile.Targets) && _file.Tensors.ContainsKey(DatasetFile.Labels)
            ? DatasetFile.Labels
            : DatasetFile.Targets;
        var tensor = Tensor(name, Numbers);
        CheckCount(tensor, samples);
        var targets = new float[samples];
        TensorNumbers.Read(_file, tensor, 0, targets);
        CheckFinite(targets, name, 0, 1);
        return TensorSource.Of<float>(DatasetFile.Targets, "F32", [samples], targets);
    }

    private int Side(long length) => length <= int.MaxValue ? (int)length : throw Invalid("its samples are too large");

    private void CheckCount(TensorInfo tensor, long samples)
    {
        // Columns of one number are taken as well: [samples, 1].
        if (tensor.Shape.Count == 0 || tensor.Shape[0] != samples || tensor.Shape.Skip(1).Any(d => d != 1))
            throw Invalid(
                $"'{tensor.Name}' has shape [{string.Join(", ", tensor.Shape)}] instead of [{samples}], one for each sample of 'features'");
    }

    private void CheckFinite(ReadOnlySpan<float> values, string name, long start, long width)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                throw Invalid($"'{name}' of sample {(start + i) / width} has a value that is no finite number of 32 bits");
        }
    }

    private TensorInfo Tensor(string name, string[] types)
    {
        if (!_file.Tensors.TryGetValue(name, out var tensor))
        {
            var listed = string.Join(", ", _file.Tensors.Keys.Order(StringComparer.Ordinal).Take(10).Select(n => $"'{n}'"));
            throw Invalid($"it has no tensor '{name}' (it has {listed})");
        }
        return types.Contains(tensor.DType)
            ? tensor
            : throw Invalid($"'{name}' is of type {tensor.DType}; {string.Join(", ", types)} are read");
    }

    private IReadOnlyList<string> Names(string key)
    {
        try
        {
            return JsonSerializer.Deserialize<List<string>>(_file.Metadata.GetValueOrDefault(key, "[]")) ?? [];
        }
        catch (JsonException)
        {
            throw Invalid($"its metadata '{key}' is no list of names");
        }
    }

    private ModelOpsException Invalid(string reason) => Error.Of(ErrorKind.InvalidInput, "DatasetTensorsInvalid", _path, reason);
}
