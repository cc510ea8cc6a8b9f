namespace ModelOps.Core;

/// <summary>
/// Exports a model that ModelOps didn't train: its files as they are, in their own format or in a zip that Import-Model takes back. One
/// file alone becomes one file; several (parts, a configuration, a tokenizer) become a folder.
/// </summary>
internal sealed class FileExport(Model model, IReadOnlyList<KnownFile> files, IProgress<double>? progress, CancellationToken cancellation)
{
    private readonly ByteProgress bytes = new(2 * files.Sum(f => f.File.Bytes), progress);

    public ModelExport Run(string destination, ExportFormat format, bool force, Quantization? quantization = null)
    {
        if (quantization is { } wanted)
            throw Error.Of(ErrorKind.InvalidInput, "QuantizationOfImported", model.ShortId, wanted);
        var own = model.Format == "gguf" ? ExportFormat.Gguf : ExportFormat.SafeTensors;
        if (format != ExportFormat.Zip && format != own)
            throw Error.Of(ErrorKind.InvalidInput, "ModelNotExportable", model.ShortId, model.Format, format, own);
        var hashed = Hash();
        if (format == ExportFormat.Zip)
            return WriteZip(ExportTarget.Of(model, destination, format, force), hashed);
        return files.Count == 1
            ? CopyFile(ExportTarget.Of(model, destination, format, force), hashed[0])
            : CopyFolder(ExportTarget.Folder(model, destination, format, force), hashed);
    }

    /// <summary>The files with their hashes. Damaged where one isn't what it was when it was registered.</summary>
    private List<KnownFile> Hash()
    {
        var hashed = new List<KnownFile>();
        foreach (var known in files)
        {
            var path = known.File.Path;
            if (FoundFile.Of(path) is not { } now || now.Bytes != known.File.Bytes)
                throw Error.Of(ErrorKind.Damaged, "ModelDamaged", model.ShortId,
                    $"'{path}' is missing, or has another size than when it was registered");
            var hash = FileReading.Guard(path, () => FileHash.Sha256(path, bytes.Add, cancellation));
            if (known.Sha256 is { } expected ? hash != expected : now.Modified != known.File.Modified)
                throw Error.Of(ErrorKind.Damaged, "ModelDamaged", model.ShortId, $"'{path}' was changed since it was registered");
            hashed.Add(new(now, hash));
        }
        return hashed;
    }

    private ModelExport WriteZip(ExportTarget target, List<KnownFile> hashed)
    {
        ImportedFile[] named = [.. hashed.Select(f => new ImportedFile(PortableName.Of(f.File.Name), f.Sha256!))];
        var described = ImportedModel.Read(model.Path) is { } own && own.Id == model.Id
            ? own with { Name = model.Name, Files = named }
            : new ImportedModel(
                ModelIdentity.OfContent(named.Select(f => (f.Name, f.Sha256))), model.Name, model.Created, named);
        string hash = "";
        long length = 0;
        target.Write(stream =>
        {
            FilePackage.Write(stream, described, hashed, bytes.Add, cancellation);
            stream.Flush();
            (length, hash) = (stream.Length, ModelExporter.Hash(stream));
        });
        return new(target.Path, target.Format.ToString(), model.Id, length, hash);
    }

    private ModelExport CopyFile(ExportTarget target, KnownFile file)
    {
        target.Make(partial => FileCopy.CopyApart(file.File.Path, partial, bytes.Add, cancellation));
        return new(target.Path, target.Format.ToString(), model.Id, file.File.Bytes, file.Sha256!);
    }

    private ModelExport CopyFolder(ExportTarget target, List<KnownFile> hashed)
    {
        using var draft = FolderDraft.Beside(target.Path);
        foreach (var file in hashed)
            DiskSpace.Guard(target.Path, () => FileCopy.CopyApart(file.File.Path, draft.File(file.File.Name), bytes.Add, cancellation));
        DiskSpace.Guard(target.Path, () => target.Place(draft));
        var hash = ModelIdentity.OfFiles([.. hashed.Select(f => (f.File.Name, f.Sha256!))]);
        return new(target.Path, target.Format.ToString(), model.Id, hashed.Sum(f => f.File.Bytes), hash);
    }
}
