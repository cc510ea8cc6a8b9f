using System.Text;

namespace ModelOps.Core;

/// <summary>A dataset's folder in the making: a spool for its features, then data.safetensors and dataset.json.</summary>
internal sealed class DatasetDraft : IDisposable
{
    private const string SpoolFile = "features.spool";
    private readonly string _name;
    private readonly FolderDraft _folder;

    /// <param name="name">The dataset's name.</param>
    /// <param name="target">Folder that it goes to.</param>
    public DatasetDraft(string name, string target)
    {
        _name = name;
        Target = target;
        _folder = FolderDraft.Beside(target);
        try
        {
            Spool = new FeatureSpool(_folder.File(SpoolFile));
        }
        catch
        {
            _folder.Dispose();
            throw;
        }
    }

    /// <summary>The folder that it goes to.</summary>
    public string Target { get; }

    /// <summary>Where an importer puts features.</summary>
    public FeatureSpool Spool { get; }

    /// <summary>Writes all files; nothing is in its place yet.</summary>
    /// <param name="samples">What was imported.</param>
    /// <param name="source">Where it came from; null for objects of a pipeline.</param>
    public Dataset Write(ImportedSamples samples, string? source)
    {
        string id = "";
        long bytes = 0;
        _folder.Write(DatasetFile.Data, stream =>
        {
            using var hashed = new HashingStream(stream);
            SafetensorsFile.Write(
                hashed, [.. new[] { samples.Features, samples.Labels }.OfType<TensorSource>()], DatasetMetadata.Of(samples));
            (bytes, id) = (hashed.Written, hashed.TakeSha256());
        });
        Spool.Dispose();
        if (samples.Tokenizer is { } tokenizer)
            _folder.Write(Tokenizer.FileName, stream => stream.Write(Encoding.UTF8.GetBytes(TokenizerFile.ToJson(tokenizer))));
        var dataset = new Dataset
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
            Source = source,
            Created = DateTime.UtcNow,
            Path = Target,
        };
        _folder.Write(DatasetFile.Description, stream => stream.Write(DatasetFile.Write(dataset)));
        return dataset;
    }

    /// <summary>
    /// Takes a file with the same content in place of the one just written, as a clone or under a second name, so that it is stored once.
    /// One that has been damaged or removed is left alone, and so is all where the file system can do neither.
    /// </summary>
    public void Share(string twin, string id)
    {
        const string shared = "shared.safetensors";
        try
        {
            if (FileHash.Sha256(twin) != id
                || FileCopy.Copy(twin, _folder.File(shared), _ => { }, CancellationToken.None) == FileCopyMethod.Copy)
                return;
            File.Move(_folder.File(shared), _folder.File(DatasetFile.Data), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Removed meanwhile: what was written stays.
        }
        finally
        {
            _folder.Remove(shared);
        }
    }

    public bool TryPlace() => _folder.TryPlace();

    public void Replace() => _folder.Replace();

    public void Dispose()
    {
        Spool.Dispose();
        _folder.Dispose();
    }
}
