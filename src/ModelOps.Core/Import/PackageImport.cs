using System.IO.Compression;
using System.Text;

namespace ModelOps.Core;

/// <summary>
/// Registers a model from a zip that Export-Model wrote. It keeps its id where that is free here; the same package again is the same model.
/// </summary>
internal sealed class PackageImport(Workspace workspace, string path)
{
    /// <summary>
    /// Weights hardly shrink, and packages are not compressed at all: one that unpacks to more than so many times its size is a trap.
    /// </summary>
    private const int MostExpansion = 20;
    private const long AlwaysAllowed = 1 << 20;

    public Model Run(CancellationToken cancellation)
    {
        try
        {
            CheckSize();
            if (FilePackage.Read(path) is { } described)
                return new FilePackageImport(workspace, path, described).Run(cancellation);
            ModelPackage.Check(path);
            var configuration = ModelPackage.ReadConfiguration(path);
            var content = ModelIdentity.OfContent([("package", FileReading.Guard(path, () => FileHash.Sha256(path, cancellation)))]);
            var own = Registered(configuration.ModelId);
            return Registered(content) ?? Same(own, cancellation)
                ?? Unpack(configuration, own is null && IsFree(configuration) ? configuration.ModelId : content, cancellation);
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidDataException or IOException { InnerException: InvalidDataException })
        {
            // What unzipping throws where entries hold more than they say.
            throw Error.Of(ErrorKind.Damaged, "PackageInvalid", path, e.Message.TrimEnd('.'));
        }
    }

    private void CheckSize()
    {
        if (FileReading.IsEmpty(path))
            throw Error.Of(ErrorKind.Damaged, "PackageInvalid", path, "it has no bytes");
        using var zip = FileReading.Guard(path, () => ZipFile.OpenRead(path));
        long packed = new FileInfo(path).Length;
        Int128 unpacked = 0;
        foreach (var entry in zip.Entries)
            unpacked += entry.Length;
        if (unpacked > AlwaysAllowed + ((Int128)packed * MostExpansion))
            throw Error.Of(ErrorKind.Damaged, "PackageInvalid", path, $"its {packed} bytes unpack to {unpacked}, which no package does");
    }

    private Model? Registered(string id) => workspace.Registry.Read(c => workspace.ModelTable.Get(c, id));

    private bool IsFree(ModelConfiguration configuration) =>
        ModelIdentity.IsId(configuration.ModelId)
        && !Directory.Exists(workspace.Home.Model(configuration.Network.Family, configuration.ModelId));

    /// <summary>The model the package was made of, where it is here with the very same weights.</summary>
    private Model? Same(Model? own, CancellationToken cancellation)
    {
        if (own is not { State: ModelState.Completed, Sha256: { } hash })
            return null;
        using var zip = ZipFile.OpenRead(path);
        using var weights = zip.GetEntry(ModelStore.WeightsFile)!.Open();
        using var hashing = new HashingStream(Stream.Null);
        var buffer = new byte[1 << 20];
        for (int read; (read = weights.Read(buffer)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            hashing.Write(buffer.AsSpan(0, read));
        }
        return hashing.TakeSha256() == hash ? own : null;
    }

    private Model Unpack(ModelConfiguration configuration, string id, CancellationToken cancellation)
    {
        var folder = workspace.Home.Model(configuration.Network.Family, id);
        using var draft = FolderDraft.Beside(folder);
        ModelPackage.Extract(path, draft, cancellation);
        if (id != configuration.ModelId)
        {
            draft.Remove(ModelStore.ConfigurationFile);
            draft.Write(ModelStore.ConfigurationFile,
                stream => stream.Write(Encoding.UTF8.GetBytes((configuration with { ModelId = id }).ToJson())));
        }
        var weights = draft.File(ModelStore.WeightsFile);
        var profile = ProfileStore.FromYaml(File.ReadAllText(draft.File(ModelFiles.ProfileFile)), $"{path}/{ModelFiles.ProfileFile}");
        var model = new Model
        {
            Id = id,
            ShortId = id,
            Name = HeaderText.Line(configuration.Name) ?? "model",
            Network = configuration.Network.Family,
            Architecture = configuration.Network.Family,
            State = ModelState.Completed,
            Format = "safetensors",
            Parameters = configuration.Plan().Parameters,
            SizeBytes = new FileInfo(weights).Length,
            Sha256 = FileHash.Sha256(weights, cancellation),
            Metrics = configuration.Metrics,
            DatasetName = configuration.DatasetName,
            ProfileName = profile.Name,
            Created = DateTime.UtcNow,
            Completed = DateTime.UtcNow,
            Path = folder,
        };
        return workspace.Registry.Write(connection =>
        {
            // Another process that imports the same package may have been first, or a rebuild that found the folder.
            if (workspace.ModelTable.Get(connection, id) is { State: ModelState.Completed, Sha256: { } hash } there && hash == model.Sha256)
                return there;
            DiskSpace.Guard(folder, draft.Replace);
            return workspace.Models.Register(connection, model);
        });
    }
}
