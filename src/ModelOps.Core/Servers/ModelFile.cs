namespace ModelOps.Core;

/// <summary>Finds the GGUF file that a user means.</summary>
internal static class ModelFile
{
    private const string Extension = ".gguf";

    /// <summary>
    /// The file of a path, of a folder with exactly one GGUF file, of a model's id or name in the registry, or of a name in the folders of
    /// models.folders. NotFound with the nearest names; InvalidInput where the file is no GGUF file.
    /// </summary>
    public static (string Path, string? ModelId) Find(Workspace workspace, string model)
    {
        var (path, id) = Locate(workspace, model);
        if (FileReading.IsEmpty(path) || !BeginsAsGguf(path))
            throw Error.Of(ErrorKind.InvalidInput, "ServerModelNotGguf", path);
        return (path, id);
    }

    private static bool BeginsAsGguf(string path)
    {
        Span<byte> magic = stackalloc byte[4];
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return stream.ReadAtLeast(magic, 4, throwOnEndOfStream: false) == 4 && magic.SequenceEqual("GGUF"u8);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Error.Of(ErrorKind.Unavailable, "ServerModelUnreadable", path, error);
        }
    }

    /// <summary>Id of the registry's model that is meant; null where there is none, or nothing of the name at all.</summary>
    public static string? IdOf(Workspace workspace, string model)
    {
        try
        {
            return Locate(workspace, model).ModelId;
        }
        catch (ModelOpsException)
        {
            return null;
        }
    }

    private static (string Path, string? ModelId) Locate(Workspace workspace, string model)
    {
        var path = UserPath.Absolute(model);
        if (File.Exists(path))
            return (path, ModelAt(workspace, path));
        if (Directory.Exists(path))
        {
            var only = Only(path) ?? throw Error.Of(ErrorKind.InvalidInput, "ServerModelFolder", path, FilesIn([path]).Count());
            return (only, ModelAt(workspace, only));
        }
        if (Path.IsPathRooted(model) || model.StartsWith('.'))
            throw Error.Of(ErrorKind.NotFound, "ServerModelFileNotFound", path);
        var folders = workspace.Settings.Get(ModelOpsSettings.ModelFolders);
        var named = FilesIn(folders).FirstOrDefault(f => NamesOf(f).Contains(model, StringComparer.OrdinalIgnoreCase));
        if (named is not null)
            return (named, ModelAt(workspace, named));
        if (Registered(workspace, model) is { } known)
            return FileOf(known) is { } file
                ? (file, known.Id)
                : throw Error.Of(ErrorKind.InvalidInput, "ServerModelNoGguf", known.ShortId, known.Path);
        throw Error.NotFound("ServerModelNotFound", model, FilesIn(folders).Select(f => Path.GetFileNameWithoutExtension(f)));
    }

    private static Model? Registered(Workspace workspace, string model)
    {
        try
        {
            return workspace.Models.Get(model);
        }
        catch (ModelOpsException error) when (error.Kind == ErrorKind.NotFound)
        {
            return null;
        }
    }

    private static string? ModelAt(Workspace workspace, string path) =>
        workspace.Registry.Read(c => workspace.ModelTables.Files.ModelAt(c, path));

    private static string? FileOf(Model model) =>
        model.WeightsPath.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) && File.Exists(model.WeightsPath)
            ? model.WeightsPath
            : Only(model.Path);

    private static string? Only(string folder) => FilesIn([folder]).Take(2).ToList() is [var file] ? file : null;

    private static IEnumerable<string> FilesIn(IEnumerable<string> folders) =>
        folders.Where(Directory.Exists).SelectMany(f => Directory.EnumerateFiles(f, "*" + Extension)).Order(StringComparer.Ordinal);

    private static IEnumerable<string> NamesOf(string file) => [Path.GetFileName(file), Path.GetFileNameWithoutExtension(file)];
}
