using System.IO.Compression;
using System.Text.Json;

namespace ModelOps.Core;

/// <summary>
/// The files of a model that ModelOps didn't train, in one zip: model.json (names and SHA-256 of the files), then the files, stored without
/// compression and with a fixed time, so that the same model gives the same bytes. Files whose names are not portable get ones that are.
/// </summary>
internal static class FilePackage
{
    private const long MaxDescription = 1 << 20;

    public static void Write(Stream stream, ImportedModel model, IReadOnlyList<KnownFile> files, Action<long> written,
        CancellationToken cancellation)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        ModelPackage.Add(zip, ImportedModel.FileName, model.Write);
        foreach (var file in files)
        {
            using var source = new FileStream(file.File.Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0,
                FileOptions.SequentialScan);
            ModelPackage.Add(zip, PortableName.Of(file.File.Name), entry => Copy(source, entry, written, cancellation));
        }
    }

    /// <summary>What a package says it holds; null where the zip is none of this kind. Damaged ("PackageInvalid") where it is one that
    /// can't be right.</summary>
    public static ImportedModel? Read(string path) => ModelPackage.Open(path, zip =>
    {
        if (zip.GetEntry(ImportedModel.FileName) is not { } entry)
            return null;
        if (entry.Length > MaxDescription)
            throw Invalid(path, $"'{ImportedModel.FileName}' in it is too large");
        using var text = entry.Open();
        ImportedModel? model;
        try
        {
            model = JsonSerializer.Deserialize(text, ModelJson.Default.ImportedModel);
        }
        catch (JsonException error)
        {
            throw Invalid(path, $"'{ImportedModel.FileName}' in it can't be read: {error.Message.TrimEnd('.')}");
        }
        CheckNames(zip, model, path);
        return model;
    });

    /// <summary>Writes the files into a folder draft. Damaged where one isn't what model.json says.</summary>
    public static void Extract(string path, ImportedModel model, FolderDraft draft, CancellationToken cancellation) =>
        ModelPackage.Open(path, zip =>
    {
        foreach (var file in model.Files)
        {
            var entry = zip.GetEntry(file.Name)!;
            draft.Write(file.Name, stream =>
            {
                using var content = entry.Open();
                using var hashing = new HashingStream(stream);
                ModelPackage.CopyChecked(content, hashing, entry, path, cancellation);
                if (hashing.TakeSha256() != file.Sha256)
                    throw Invalid(path, $"'{file.Name}' in it is not the file that {ImportedModel.FileName} names");
            });
        }
        return true;
    });

    private static void CheckNames(ZipArchive zip, ImportedModel? model, string path)
    {
        if (model?.Files is not { Count: > 0 } files)
            throw Invalid(path, $"'{ImportedModel.FileName}' in it names no files");
        foreach (var file in files)
        {
            if (file?.Name is null || file.Sha256 is null || file.Name == ImportedModel.FileName || !PortableName.Is(file.Name))
                throw Invalid(path, $"'{ImportedModel.FileName}' in it names '{file?.Name}', which is no plain file name");
        }
        if (model.Problem() is { } problem)
            throw Invalid(path, $"'{ImportedModel.FileName}' in it {problem}");
        var names = files.Select(f => f.Name).Append(ImportedModel.FileName).ToHashSet(StringComparer.Ordinal);
        foreach (var group in zip.Entries.GroupBy(e => e.FullName, StringComparer.Ordinal))
        {
            if (!names.Remove(group.Key) || group.Count() > 1)
                throw Invalid(path, $"it holds '{group.Key}', which does not belong there");
        }
        if (names.FirstOrDefault() is { } missing)
            throw Invalid(path, $"it lacks '{missing}'");
    }

    private static void Copy(Stream from, Stream to, Action<long> written, CancellationToken cancellation)
    {
        var buffer = new byte[1 << 20];
        for (int read; (read = from.Read(buffer)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            to.Write(buffer, 0, read);
            written(read);
        }
    }

    private static ModelOpsException Invalid(string path, string reason) => Error.Of(ErrorKind.Damaged, "PackageInvalid", path, reason);
}
