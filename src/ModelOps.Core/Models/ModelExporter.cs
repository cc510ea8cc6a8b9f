using System.Security.Cryptography;

namespace ModelOps.Core;

/// <summary>Writes a model to one file.</summary>
internal static class ModelExporter
{
    /// <summary>Key of an exported safetensors file's metadata under which config.json stands.</summary>
    public const string ConfigurationKey = "modelops.config";
    /// <summary>The same for a language model's tokenizer.json.</summary>
    public const string TokenizerKey = "modelops.tokenizer";
    private const string FormatKey = "format";
    /// <summary>What PyTorch's readers look for.</summary>
    private const string PyTorchFormat = "pt";

    /// <summary>Writes a model's files to the target, in its format.</summary>
    public static ModelExport Export(ModelFiles files, ExportTarget target, IProgress<double>? progress, CancellationToken cancellation)
    {
        if (target.Format == ExportFormat.Gguf)
            throw Error.Of(ErrorKind.InvalidInput, "ModelNotExportable", target.ModelId[..8], "trained", target.Format, ExportFormat.SafeTensors);
        var done = new ByteProgress(2 * new FileInfo(files.Weights).Length, progress);
        string hash = "";
        long bytes = 0;
        target.Write(stream =>
        {
            if (target.Format == ExportFormat.Zip)
                ModelPackage.Write(stream, files, cancellation, done.Add);
            else
                WriteSafetensors(stream, files, done.Add, cancellation);
            stream.Flush();
            (bytes, hash) = (stream.Length, Hash(stream, done.Add));
        });
        return new ModelExport(target.Path, target.Format.ToString(), target.ModelId, bytes, hash);
    }

    /// <summary>Copies a package as it is.</summary>
    public static ModelExport Copy(string package, string sha256, ExportTarget target)
    {
        using var source = new FileStream(package, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0, FileOptions.SequentialScan);
        target.Write(stream =>
        {
            using var hashed = new HashingStream(stream);
            source.CopyTo(hashed, 1 << 20);
            if (hashed.TakeSha256() is var found && found != sha256)
                throw Error.Of(ErrorKind.Damaged, "PackageInvalid", package, $"it has the SHA-256 {found} instead of {sha256}");
        });
        return new ModelExport(target.Path, target.Format.ToString(), target.ModelId, source.Length, sha256);
    }

    /// <summary>
    /// The same tensors, byte for byte, with the configuration (and the tokenizer) in the metadata: one file holds all that is needed to use
    /// the model. A tensor that PyTorch's state dictionary has under two names stands under both.
    /// </summary>
    private static void WriteSafetensors(Stream stream, ModelFiles files, Action<long> written, CancellationToken cancellation)
    {
        using var source = SafetensorsFile.Open(files.Weights);
        TensorSource Copied(TensorInfo tensor, string name) => new(name, tensor.DType, tensor.Shape, tensor.Length, to =>
        {
            cancellation.ThrowIfCancellationRequested();
            source.CopyTo(tensor.Name, to);
            written(tensor.Length);
        });
        var aliases = files.Configured().Plan().Aliases.Select(a => Copied(source.Tensor(a.Value), a.Key));
        var metadata = new Dictionary<string, string>(source.Metadata) { [FormatKey] = PyTorchFormat, [ConfigurationKey] = files.Configuration };
        if (files.Tokenizer is { } tokenizer)
            metadata[TokenizerKey] = tokenizer;
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
