using System.Security.Cryptography;

namespace ModelOps.Core;

/// <summary>Writes a model to one file.</summary>
internal static class ModelExporter
{
    /// <summary>Key of an exported file's metadata under which config.json stands.</summary>
    public const string ConfigurationKey = "modelops.config";
    /// <summary>The same for a language model's tokenizer.json.</summary>
    public const string TokenizerKey = "modelops.tokenizer";
    /// <summary>The graph of a model that one ONNX file can't hold; its weights are beside it.</summary>
    public const string OnnxGraphFile = "model.onnx";
    private const string FormatKey = "format";
    /// <summary>What PyTorch's readers look for.</summary>
    private const string PyTorchFormat = "pt";

    /// <summary>
    /// Writes a trained model's files to the target, in its format. InvalidInput ("NetworkNotExportable") where the format has no such
    /// network.
    /// </summary>
    /// <param name="files">The model.</param>
    /// <param name="target">Where to, and the format.</param>
    /// <param name="progress">Share of the bytes, from 0 to 1.</param>
    /// <param name="cancellation">Stops it; nothing is left then.</param>
    /// <param name="mostInOnnx">Bytes of an ONNX file; a larger one becomes a folder with the graph and the weights.</param>
    public static ModelExport Export(
        ModelFiles files, ExportTarget target, IProgress<double>? progress, CancellationToken cancellation,
        long mostInOnnx = OnnxModel.MaxBytes)
    {
        if (target.Format == ExportFormat.Gguf && files.Configured() is { Network: not GptSpecification } other)
            throw Error.Of(ErrorKind.InvalidInput, "NetworkNotExportable", other.Name, other.Network.Family, target.Format);
        var done = new ByteProgress(2 * new FileInfo(files.Weights).Length, progress);
        using var weights = SafetensorsFile.Open(files.Weights);
        if (target.Format == ExportFormat.Onnx && Onnx(files, weights).InOneFile(done.Add, cancellation).Length > mostInOnnx)
            return WriteOnnxFolder(files, weights, target.AsFolder(), done.Add, cancellation);
        string hash = "";
        long bytes = 0;
        target.Write(stream =>
        {
            Write(stream, files, weights, target, done.Add, cancellation);
            stream.Flush();
            (bytes, hash) = (stream.Length, Hash(stream, done.Add));
        });
        return new ModelExport(target.Path, target.Format.ToString(), target.ModelId, bytes, hash);
    }

    /// <summary>Copies a package as it is.</summary>
    public static ModelExport Copy(string package, string sha256, ExportTarget target)
    {
        using var source = new FileStream(package, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0,
            FileOptions.SequentialScan);
        target.Write(stream =>
        {
            using var hashed = new HashingStream(stream);
            source.CopyTo(hashed, 1 << 20);
            if (hashed.TakeSha256() is var found && found != sha256)
                throw Error.Of(ErrorKind.Damaged, "PackageInvalid", package, $"it has the SHA-256 {found} instead of {sha256}");
        });
        return new ModelExport(target.Path, target.Format.ToString(), target.ModelId, source.Length, sha256);
    }

    private static void Write(
        Stream stream, ModelFiles files, SafetensorsFile weights, ExportTarget target, Action<long> written, CancellationToken cancellation)
    {
        switch (target.Format)
        {
            case ExportFormat.Zip:
                ModelPackage.Write(stream, files, cancellation, written);
                break;
            case ExportFormat.SafeTensors:
                WriteSafetensors(stream, files, weights, written, cancellation);
                break;
            case ExportFormat.Onnx:
                Onnx(files, weights).InOneFile(written, cancellation).WriteTo(stream);
                break;
            default:
                var type = target.Quantization ?? Quantization.F32;
                new Gpt2Gguf(files.Configured(), weights, TokenizerOf(files), type, written, cancellation).WriteTo(stream);
                break;
        }
    }

    private static OnnxModel Onnx(ModelFiles files, SafetensorsFile weights) => new(files.Configured(), weights, Texts(files));

    /// <summary>A folder with the graph and an exported safetensors file, in which the graph finds its weights.</summary>
    private static ModelExport WriteOnnxFolder(
        ModelFiles files, SafetensorsFile source, ExportTarget target, Action<long> written, CancellationToken cancellation)
    {
        using var draft = FolderDraft.Beside(target.Path);
        draft.Write(ModelStore.WeightsFile, stream => WriteSafetensors(stream, files, source, written, cancellation));
        using (var weights = SafetensorsFile.Open(draft.File(ModelStore.WeightsFile)))
            draft.Write(OnnxGraphFile, stream => Onnx(files, weights).Beside(ModelStore.WeightsFile).WriteTo(stream));
        string[] names = [OnnxGraphFile, ModelStore.WeightsFile];
        (string Name, string Sha256)[] hashed = [.. names.Select(name => (name, FileHash.Sha256(draft.File(name), written, cancellation)))];
        long bytes = hashed.Sum(f => new FileInfo(draft.File(f.Name)).Length);
        DiskSpace.Guard(target.Path, () => target.Place(draft));
        return new ModelExport(target.Path, target.Format.ToString(), target.ModelId, bytes, ModelIdentity.OfFiles(hashed));
    }

    /// <summary>What goes into the metadata of a file, by key.</summary>
    private static Dictionary<string, string> Texts(ModelFiles files)
    {
        var texts = new Dictionary<string, string> { [ConfigurationKey] = files.Configuration };
        if (files.Tokenizer is { } tokenizer)
            texts[TokenizerKey] = tokenizer;
        return texts;
    }

    private static Tokenizer TokenizerOf(ModelFiles files) => files.Tokenizer is { } text
        ? TokenizerFile.FromJson(text, Tokenizer.FileName)
        : throw Error.Of(ErrorKind.Damaged, "TokenizerInvalid", Tokenizer.FileName, "it is missing");

    /// <summary>
    /// The same tensors, byte for byte, with the configuration (and the tokenizer) in the metadata: one file holds all that is needed to
    /// use the model. A tensor that PyTorch's state dictionary has under two names stands under both.
    /// </summary>
    private static void WriteSafetensors(
        Stream stream, ModelFiles files, SafetensorsFile source, Action<long> written, CancellationToken cancellation)
    {
        TensorSource Copied(TensorInfo tensor, string name) => new(name, tensor.DType, tensor.Shape, tensor.Length, to =>
        {
            cancellation.ThrowIfCancellationRequested();
            source.CopyTo(tensor.Name, to);
            written(tensor.Length);
        });
        var aliases = files.Configured().Plan().Aliases.Select(a => Copied(source.Tensor(a.Value), a.Key));
        var metadata = new Dictionary<string, string>(source.Metadata) { [FormatKey] = PyTorchFormat };
        foreach (var (key, text) in Texts(files))
            metadata[key] = text;
        SafetensorsFile.Write(stream, [.. source.Tensors.Values.Select(t => Copied(t, t.Name)), .. aliases], metadata);
    }

    internal static string Hash(Stream stream, Action<long>? hashed = null)
    {
        stream.Position = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            hashed?.Invoke(read);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
