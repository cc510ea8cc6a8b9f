using System.Security.Cryptography;
using System.Text;

namespace ModelOps.Core;

/// <summary>Brings a slot back as a model.</summary>
internal sealed class SlotRestore(Workspace workspace, ModelSlot slot)
{
    private readonly string _package = Path.Combine(slot.Path, SlotFile.Package);

    public Model Run(CancellationToken cancellation)
    {
        var configuration = ModelPackage.ReadConfiguration(_package);
        var original = Original();
        var folder = workspace.Home.Model(configuration.Network.Family, slot.ModelId);
        var id = slot.ModelId;
        if (!CanReplace(original, folder))
        {
            id = NewId(configuration);
            folder = workspace.Home.Model(configuration.Network.Family, id);
        }
        using var draft = FolderDraft.Beside(folder);
        ModelPackage.Extract(_package, draft, cancellation);
        // The copy in the slot keeps the id it was saved under; the model's own configuration names the model.
        draft.Remove(ModelStore.ConfigurationFile);
        var text = (configuration with { ModelId = id }).ToJson();
        draft.Write(ModelStore.ConfigurationFile, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        var weights = draft.File(ModelStore.WeightsFile);
        var profile = ProfileStore.FromYaml(File.ReadAllText(draft.File(ModelFiles.ProfileFile)), $"{slot.Name}/{ModelFiles.ProfileFile}");
        var model = Model(configuration, profile.Name, id, folder, weights, id == original?.Id ? original : null);
        return workspace.Registry.Write(connection =>
        {
            DiskSpace.Guard(folder, draft.Replace);
            return workspace.Models.Register(connection, model);
        });
    }

    private Model? Original() => workspace.Registry.Read(connection => workspace.ModelTable.Get(connection, slot.ModelId));

    /// <summary>
    /// A model that is gone, or whose files are. One that is sound, one that a session may still complete, and files that were kept when
    /// their model was removed are left alone.
    /// </summary>
    private static bool CanReplace(Model? original, string folder) => original is null
        ? !Directory.Exists(folder)
        : original.State == ModelState.Missing
            || (original is { State: ModelState.Completed } or { State: ModelState.Failed, Sha256: not null }
                && ModelVerification.Problems(original).Count > 0);

    private string NewId(ModelConfiguration configuration) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', configuration.ToJson(), slot.Sha256, DateTime.UtcNow.ToString("O"), Guid.NewGuid().ToString("N")))));

    private Model Model(
        ModelConfiguration configuration, string profile, string id, string folder, string weights, Model? original) => new()
    {
        Id = id,
        ShortId = id,
        Name = original?.Name ?? slot.ModelName,
        Network = configuration.Network.Family,
        State = ModelState.Completed,
        Format = "safetensors",
        Parameters = configuration.Plan().Parameters,
        SizeBytes = new FileInfo(weights).Length,
        Sha256 = FileHash.Sha256(weights),
        Metrics = configuration.Metrics,
        DatasetName = configuration.DatasetName,
        ProfileName = profile,
        // A session belongs to the model that it trained: a copy's removal must not take the checkpoints along.
        SessionId = original?.SessionId,
        Created = original?.Created ?? DateTime.UtcNow,
        Completed = DateTime.UtcNow,
        Path = folder,
    };
}
