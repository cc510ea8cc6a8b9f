using System.Text.RegularExpressions;

namespace ModelOps.Core;

/// <summary>
/// Where an export goes: a file NAME-ID.zip, .safetensors, .onnx or .gguf, or a folder NAME-ID, in a folder that is made if absent.
/// </summary>
internal sealed partial class ExportTarget
{
    private readonly bool _force;

    public ExportTarget(string folder, string name, string modelId, string shortId, ExportFormat format, bool force, bool asFolder = false)
    {
        folder = System.IO.Path.GetFullPath(folder);
        if (File.Exists(folder))
            throw Error.Of(ErrorKind.InvalidInput, "DestinationIsFile", folder);
        Format = format;
        ModelId = modelId;
        _force = force;
        Path = System.IO.Path.Combine(folder, $"{Unsafe().Replace(name, "_")}-{shortId}{(asFolder ? "" : Extension(format))}");
        if (asFolder && File.Exists(Path))
            throw Error.Of(ErrorKind.InvalidInput, "DestinationIsFile", Path);
        if (!force && (File.Exists(Path) || Directory.Exists(Path)))
            throw Error.Of(ErrorKind.AlreadyExists, "FileExists", Path);
    }

    public string Path { get; }
    public ExportFormat Format { get; }
    public string ModelId { get; }

    public static ExportTarget Of(Model model, string folder, ExportFormat format, bool force) =>
        new(folder, model.Name, model.Id, model.ShortId, format, force);

    public static ExportTarget Of(ModelSlot slot, string folder, ExportFormat format, bool force) =>
        new(folder, slot.Name, slot.ModelId, slot.ModelShortId, format, force);

    /// <summary>A folder for the files of a model.</summary>
    public static ExportTarget Folder(Model model, string folder, ExportFormat format, bool force) =>
        new(folder, model.Name, model.Id, model.ShortId, format, force, asFolder: true);

    /// <summary>Writes the file, complete or not at all.</summary>
    public void Write(Action<Stream> write) => AtomicFile.Write(Path, write, _force);

    /// <summary>Has the file made under another name beside it, then puts it in its place.</summary>
    public void Make(Action<string> make) => AtomicFile.Make(Path, make, _force);

    /// <summary>Puts a folder in its place.</summary>
    public void Place(FolderDraft draft)
    {
        if (_force)
            draft.Replace();
        else if (!draft.TryPlace())
            throw Error.Of(ErrorKind.AlreadyExists, "FileExists", Path);
    }

    private static string Extension(ExportFormat format) => format switch
    {
        ExportFormat.Zip => ".zip",
        ExportFormat.SafeTensors => ".safetensors",
        ExportFormat.Onnx => ".onnx",
        ExportFormat.Gguf => ".gguf",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such export format."),
    };

    /// <summary>What a file's name can't hold on any system, or is better without.</summary>
    [GeneratedRegex(@"[^A-Za-z0-9_.-]|^\.+")]
    private static partial Regex Unsafe();
}
