using System.IO.Compression;
using System.Text;

namespace ModelOps.Core;

/// <summary>
/// A model in one zip: model.safetensors, config.json, profile.yaml and, of a language model, tokenizer.json, stored without compression
/// (weights hardly shrink) and with a fixed time, so that the same model gives the same bytes.
/// </summary>
internal static class ModelPackage
{
    private const int CopySize = 1 << 20;
    private const long MaxTextLength = 1 << 26;
    /// <summary>The earliest time that zip can hold.</summary>
    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Names = [ModelStore.WeightsFile, ModelStore.ConfigurationFile, ModelFiles.ProfileFile];

    /// <summary>Writes the zip to a seekable stream.</summary>
    public static void Write(Stream stream, ModelFiles files, CancellationToken cancellation, Action<long>? written = null)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        using (var weights = new FileStream(files.Weights, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0, FileOptions.SequentialScan))
            Add(zip, ModelStore.WeightsFile, entry => Copy(weights, entry, written, cancellation));
        Add(zip, ModelStore.ConfigurationFile, entry => entry.Write(files.ConfigurationBytes));
        Add(zip, ModelFiles.ProfileFile, entry => entry.Write(files.ProfileBytes));
        if (files.Tokenizer is { } tokenizer)
            Add(zip, Tokenizer.FileName, entry => entry.Write(Encoding.UTF8.GetBytes(tokenizer)));
    }

    /// <summary>The configuration in a package. Damaged ("PackageInvalid") where the file is no package.</summary>
    public static ModelConfiguration ReadConfiguration(string path) => Open(path, zip =>
    {
        using var reader = new StreamReader(TextEntry(zip, path, ModelStore.ConfigurationFile).Open());
        return ModelConfiguration.FromJson(reader.ReadToEnd(), $"{path}/{ModelStore.ConfigurationFile}");
    });

    /// <summary>
    /// Checks that a package holds what it should, and that its weights are those of its configuration's network. Damaged where not.
    /// Contents are covered by the package's own hash.
    /// </summary>
    public static void Check(string path) => Open(path, zip =>
    {
        CheckNames(zip, path);
        var configuration = ReadConfiguration(path);
        TextEntry(zip, path, ModelFiles.ProfileFile);
        if (configuration.Task == Dataset.Language)
            CheckTokenizer(zip, configuration, path);
        var entry = Entry(zip, path, ModelStore.WeightsFile);
        using var weights = entry.Open();
        CheckFit(SafetensorsFile.ReadTensors(weights, entry.Length, $"{path}/{ModelStore.WeightsFile}"), configuration, path);
        return true;
    });

    /// <summary>The tensors that a package's weights file names, without their bytes.</summary>
    public static IReadOnlyDictionary<string, TensorInfo> ReadTensors(string path) => Open(path, zip =>
    {
        var entry = Entry(zip, path, ModelStore.WeightsFile);
        using var weights = entry.Open();
        return SafetensorsFile.ReadTensors(weights, entry.Length, $"{path}/{ModelStore.WeightsFile}");
    });

    /// <summary>Writes a package's weights file to a stream.</summary>
    public static void CopyWeights(string path, Stream stream) => Open(path, zip =>
    {
        var entry = Entry(zip, path, ModelStore.WeightsFile);
        using var weights = entry.Open();
        CopyChecked(weights, stream, entry, path, CancellationToken.None);
        return true;
    });

    /// <summary>Writes a package's files into a folder draft.</summary>
    public static void Extract(string path, FolderDraft draft, CancellationToken cancellation) => Open(path, zip =>
    {
        CheckNames(zip, path);
        foreach (var name in Names.Concat(zip.GetEntry(Tokenizer.FileName) is null ? [] : [Tokenizer.FileName]))
        {
            var entry = Entry(zip, path, name);
            draft.Write(name, stream =>
            {
                using var content = entry.Open();
                CopyChecked(content, stream, entry, path, cancellation);
            });
        }
        return true;
    });

    /// <summary>Damaged where a language model's tokenizer is missing, or of another vocabulary than the network's.</summary>
    private static void CheckTokenizer(ZipArchive zip, ModelConfiguration configuration, string path)
    {
        using var reader = new StreamReader(TextEntry(zip, path, Tokenizer.FileName).Open());
        int tokens = TokenizerFile.FromJson(reader.ReadToEnd(), $"{path}/{Tokenizer.FileName}").Vocabulary;
        if (tokens != configuration.Outputs)
            throw Invalid(path, $"its tokenizer has {tokens} tokens, its network {configuration.Outputs}");
    }

    /// <summary>Damaged where the tensors aren't those of the configuration's network.</summary>
    private static void CheckFit(IReadOnlyDictionary<string, TensorInfo> tensors, ModelConfiguration configuration, string path)
    {
        foreach (var wanted in PlanOf(configuration, path).Tensors)
        {
            if (!tensors.TryGetValue(wanted.Name, out var tensor))
                throw Invalid(path, $"its weights lack the tensor '{wanted.Name}' of its network");
            if (!tensor.Shape.SequenceEqual(wanted.Shape))
            {
                throw Invalid(path, $"its tensor '{wanted.Name}' has shape [{string.Join(", ", tensor.Shape)}] "
                    + $"instead of [{string.Join(", ", wanted.Shape)}]");
            }
        }
    }

    private static NetworkPlan PlanOf(ModelConfiguration configuration, string path)
    {
        try
        {
            return configuration.Plan();
        }
        catch (ModelOpsException e) when (e.Kind == ErrorKind.InvalidInput)
        {
            throw Invalid(path, $"its configuration is of no possible network ({e.Message})");
        }
    }

    internal static T Open<T>(string path, Func<ZipArchive, T> read)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            using var zip = new ZipArchive(file, ZipArchiveMode.Read);
            return read(zip);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException)
        {
            throw Invalid(path, e.Message.TrimEnd('.'));
        }
    }

    private static void CheckNames(ZipArchive zip, string path)
    {
        foreach (var group in zip.Entries.GroupBy(e => e.FullName, StringComparer.Ordinal))
        {
            if (!(Names.Contains(group.Key) || group.Key == Tokenizer.FileName) || group.Count() > 1)
                throw Invalid(path, $"it holds '{group.Key}', which does not belong there");
        }
    }

    private static ZipArchiveEntry Entry(ZipArchive zip, string path, string name) =>
        zip.GetEntry(name) ?? throw Invalid(path, $"it lacks '{name}'");

    private static ZipArchiveEntry TextEntry(ZipArchive zip, string path, string name) =>
        Entry(zip, path, name) is var entry && entry.Length <= MaxTextLength ? entry : throw Invalid(path, $"'{name}' in it is too large");

    internal static void Add(ZipArchive zip, string name, Action<Stream> write)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = EntryTime;
        using var stream = entry.Open();
        write(stream);
    }

    private static void Copy(Stream from, Stream to, Action<long>? written, CancellationToken cancellation)
    {
        var buffer = new byte[CopySize];
        int read;
        while ((read = from.Read(buffer)) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            to.Write(buffer, 0, read);
            written?.Invoke(read);
        }
    }

    /// <summary>Copies an entry, whose length and checksum are those that the zip says.</summary>
    internal static void CopyChecked(Stream from, Stream to, ZipArchiveEntry entry, string path, CancellationToken cancellation)
    {
        var buffer = new byte[CopySize];
        long length = 0;
        uint checksum = 0;
        int read;
        while ((read = from.Read(buffer)) > 0 && (length += read) <= entry.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            checksum = Crc32.Append(checksum, buffer.AsSpan(0, read));
            to.Write(buffer, 0, read);
        }
        if (length != entry.Length || checksum != entry.Crc32)
            throw Invalid(path, $"'{entry.FullName}' in it is cut short or changed");
    }

    private static ModelOpsException Invalid(string path, string reason) => Error.Of(ErrorKind.Damaged, "PackageInvalid", path, reason);
}
