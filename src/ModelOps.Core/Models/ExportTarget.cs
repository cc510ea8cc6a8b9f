using System.Text.RegularExpressions;

namespace ModelOps.Core;

/// <summary>
/// Where an export goes: a file NAME-ID.zip, .safetensors, .onnx or .gguf (NAME-ID-Q8_0.gguf where the type of the weights was chosen), or
/// a folder NAME-ID, in a folder that is made if absent.
/// </summary>
internal sealed partial class ExportTarget
{
    private readonly bool _force;
    private readonly Func<ExportTarget> _asFolder;

    public ExportTarget(
        string folder, string name, string modelId, string shortId, ExportFormat format, bool force, bool asFolder = false,
        Quantization? quantization = null)
    {
        if (quantization is { } wanted && format != ExportFormat.Gguf)
            throw Error.Of(ErrorKind.InvalidInput, "QuantizationNotApplicable", wanted, format);
        folder = System.IO.Path.GetFullPath(folder);
        if (File.Exists(folder))
            throw Error.Of(ErrorKind.InvalidInput, "DestinationIsFile", folder);
        Format = format;
        Quantization = quantization;
        ModelId = modelId;
        _asFolder = () => new(folder, name, modelId, shortId, format, force, asFolder: true);
        _force = force;
        string ending = asFolder ? "" : (quantization is null ? "" : $"-{quantization}") + Extension(format);
        Path = System.IO.Path.Combine(folder, $"{Unsafe().Replace(name, "_")}-{shortId}{ending}");
        if (asFolder && File.Exists(Path))
            throw Error.Of(ErrorKind.InvalidInput, "DestinationIsFile", Path);
        if (!force && (File.Exists(Path) || Directory.Exists(Path)))
            throw Error.Of(ErrorKind.AlreadyExists, "FileExists", Path);
    }

    public string Path { get; }
    public ExportFormat Format { get; }
    /// <summary>How the weights of a trained model are stored; null: as they are, F32.</summary>
    public Quantization? Quantization { get; }
    public string ModelId { get; }

    public static ExportTarget Of(Model model, string folder, ExportFormat format, bool force, Quantization? quantization = null) =>
        new(folder, model.Name, model.Id, model.ShortId, format, force, quantization: quantization);

    public static ExportTarget Of(ModelSlot slot, string folder, ExportFormat format, bool force, Quantization? quantization = null) =>
        new(folder, slot.Name, slot.ModelId, slot.ModelShortId, format, force, quantization: quantization);

    /// <summary>A folder for the files of a model.</summary>
    public static ExportTarget Folder(Model model, string folder, ExportFormat format, bool force) =>
        new(folder, model.Name, model.Id, model.ShortId, format, force, asFolder: true);

    /// <summary>The folder that takes the file's place where one file can't hold the model.</summary>
    public ExportTarget AsFolder() => _asFolder();

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
