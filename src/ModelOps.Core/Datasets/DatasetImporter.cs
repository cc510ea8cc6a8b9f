using System.Security.Cryptography;
using System.Text;

namespace ModelOps.Core;

/// <summary>Imports one file into a folder draft: finds out what the file is, and writes data.safetensors and dataset.json.</summary>
internal sealed class DatasetImporter : IDisposable
{
    private const string SpoolFile = "features.spool";
    private readonly DatasetImport _request;
    private readonly string _name;
    private readonly string _target;
    private FolderDraft? _draft;

    public DatasetImporter(DatasetImport request, string name, string target)
    {
        _request = request;
        _name = name;
        _target = target;
    }

    /// <summary>Reads and writes all of it; nothing is in its place yet.</summary>
    public Dataset Import(IProgress<double>? progress, CancellationToken cancellation)
    {
        if (!File.Exists(_request.Path) && !Directory.Exists(_request.Path))
            throw Error.Of(ErrorKind.NotFound, "DatasetFileNotFound", _request.Path);
        _draft = FolderDraft.Beside(_target);
        return DiskSpace.Guard(_target, () =>
        {
            using var spool = new FeatureSpool(_draft.File(SpoolFile));
            var samples = Read(spool, progress, cancellation);
            var dataset = WriteSamples(samples);
            _draft.Write(DatasetFile.Description, stream => stream.Write(DatasetFile.Write(dataset)));
            progress?.Report(1);
            return dataset;
        });
    }

    public bool TryPlace() => _draft!.TryPlace();

    public void Replace() => _draft!.Replace();

    public void Dispose() => _draft?.Dispose();

    private ImportedSamples Read(FeatureSpool spool, IProgress<double>? progress, CancellationToken cancellation)
    {
        try
        {
            if (Directory.Exists(_request.Path))
                return IdxImporter.Import(IdxPair.InFolder(_request.Path), spool, progress, cancellation);
            using var source = DatasetSource.Open(_request.Path, progress);
            if (source.IsIdx)
                return IdxImporter.Import(IdxPair.Of(_request.Path), spool, progress, cancellation);
            if (!source.IsText)
                throw Error.Of(ErrorKind.InvalidInput, "DatasetFormatUnknown", _request.Path);
            if (TextImporter.Takes(source, _request))
                return new TextImporter(_request, cancellation).Import(source, spool);
            return TableImporter.Import(source, _request, spool, cancellation);
        }
        catch (Exception e) when (e is InvalidDataException)
        {
            throw DatasetSource.Readable(_request.Path, e);
        }
    }

    private Dataset WriteSamples(ImportedSamples samples)
    {
        string id = "";
        long bytes = 0;
        _draft!.Write(DatasetFile.Data, stream =>
        {
            using var hashed = new HashingStream(stream);
            SafetensorsFile.Write(hashed, [.. new[] { samples.Features, samples.Labels }.OfType<TensorSource>()], Metadata(samples));
            (bytes, id) = (hashed.Written, hashed.TakeSha256());
        });
        if (samples.Tokenizer is { } tokenizer)
            _draft.Write(Tokenizer.FileName, stream => stream.Write(Encoding.UTF8.GetBytes(TokenizerFile.ToJson(tokenizer))));
        return new Dataset
        {
            Name = _name,
            Id = id,
            Format = samples.Format,
            Samples = samples.Samples,
            Shape = samples.Shape,
            Columns = samples.Columns,
            LabelColumn = samples.LabelColumn,
            Classes = samples.Classes,
            Task = samples.Task,
            SizeBytes = bytes,
            Source = Path.GetFullPath(_request.Path),
            Created = DateTime.UtcNow,
            Path = _target,
        };
    }

    /// <summary>What the samples mean: part of the file, so that its hash tells apart equal numbers under other names.</summary>
    private static Dictionary<string, string> Metadata(ImportedSamples samples)
    {
        var metadata = new Dictionary<string, string>
        {
            ["modelops.task"] = samples.Task,
            ["modelops.columns"] = Json(samples.Columns),
            ["modelops.classes"] = Json(samples.Classes),
            ["modelops.label_column"] = samples.LabelColumn ?? "",
        };
        if (samples.Tokenizer is { } tokenizer)
            metadata["modelops.tokenizer"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(TokenizerFile.ToJson(tokenizer))));
        return metadata;
    }

    private static string Json(IReadOnlyList<string> names) => System.Text.Json.JsonSerializer.Serialize(names);
}
