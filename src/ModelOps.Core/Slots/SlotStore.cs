namespace ModelOps.Core;

/// <summary>
/// The slots of a home: named copies of models. A slot's folder is the truth; the registry's rows are an index of the folders.
/// </summary>
public sealed class SlotStore
{
    private readonly Workspace _workspace;
    private readonly FolderIndex<ModelSlot> _index;

    internal SlotStore(Workspace workspace)
    {
        _workspace = workspace;
        var table = workspace.SlotTable;
        _index = new FolderIndex<ModelSlot>(
            workspace.Registry, workspace.Home.Slots, Read, s => s.Name,
            c => table.Find(c, null), table.Save, (c, name) => table.Delete(c, name));
    }

    /// <summary>
    /// Copies a model's weights into a slot: a completed model's own, or the newest sound checkpoint of one in training. A taken name needs
    /// <paramref name="force"/>; the slot is then replaced as a whole, never half.
    /// </summary>
    public ModelSlot Save(string name, string modelId, bool force = false, CancellationToken cancellation = default)
    {
        if (StoredName.Problem(name) is { } problem)
            throw Error.Of(ErrorKind.InvalidInput, "SlotNameInvalid", name, problem);
        name = _index.FolderName(name) ?? name;
        if (!force && Directory.Exists(_index.FolderOf(name)))
            throw Error.Of(ErrorKind.AlreadyExists, "SlotExists", name);
        var model = _workspace.Models.Get(modelId);
        if (_workspace.Registry.Read(c => _workspace.ModelTables.Files.Of(c, model.Id)).Count > 0)
            throw Error.Of(ErrorKind.InvalidInput, "SlotNeedsTrainedModel", model.ShortId, model.Format);
        using var draft = FolderDraft.Beside(_index.FolderOf(name));
        var slot = ModelFiles.Use(_workspace, model, cancellation, files => Write(draft, name, model, files, cancellation));
        _workspace.Registry.Write(connection =>
        {
            DiskSpace.Guard(slot.Path, () => Place(draft, name, force));
            _workspace.SlotTable.Save(connection, slot);
        });
        return slot;
    }

    /// <summary>Slots whose name matches a wildcard (* and ?), all for null; ordered by name.</summary>
    public IReadOnlyList<ModelSlot> Find(string? pattern = null) => _index.Find(pattern);

    /// <summary>Names of all slots in order, those that are damaged included.</summary>
    public IReadOnlyList<string> Names() => _index.Names();

    /// <summary>The slot of that name, or NotFound with the nearest names. Damaged where its folder holds no slot.</summary>
    public ModelSlot Get(string name) => _index.Get(name) ?? throw Error.NotFound("SlotNotFound", name, _index.Names());

    /// <summary>Brings the slot back as a model: the one it was copied from, where that is gone or damaged, else a new one.</summary>
    public Model Restore(string name, CancellationToken cancellation = default) =>
        new SlotRestore(_workspace, Sound(name)).Run(cancellation);

    /// <summary>
    /// Writes the slot's model to a file NAME-ID in a folder (made if absent). An existing file needs <paramref name="force"/>.
    /// </summary>
    public ModelExport Export(
        string name, ExportFormat format, string destination, bool force = false, IProgress<double>? progress = null,
        CancellationToken cancellation = default, Quantization? quantization = null)
    {
        var slot = Sound(name);
        var target = ExportTarget.Of(slot, destination, format, force, quantization);
        var package = Path.Combine(slot.Path, SlotFile.Package);
        if (format == ExportFormat.Zip)
            return ModelExporter.Copy(package, slot.Sha256, target) with { ModelShortId = slot.ModelShortId };
        // Beside the slots, not in the destination: what is unpacked needs no place there.
        using var unpacked = FolderDraft.Beside(slot.Path);
        ModelPackage.Extract(package, unpacked, cancellation);
        var files = new ModelFiles(
            unpacked.File(ModelStore.WeightsFile), File.ReadAllText(unpacked.File(ModelStore.ConfigurationFile)),
            File.ReadAllText(unpacked.File(ModelFiles.ProfileFile)), ModelFiles.TokenizerIn(unpacked.Path));
        return ModelExporter.Export(files, target, progress, cancellation) with { ModelShortId = slot.ModelShortId };
    }

    /// <summary>The name in its own letters of a slot, damaged or not; NotFound with the nearest names.</summary>
    public string NameOf(string name) => _index.FolderName(name) ?? throw Error.NotFound("SlotNotFound", name, _index.Names());

    /// <summary>Removes the slot, damaged or not, and its files.</summary>
    public void Remove(string name)
    {
        var folder = NameOf(name);
        _workspace.Registry.Write(connection =>
        {
            _workspace.SlotTable.Delete(connection, folder);
            DiskSpace.Guard(_index.FolderOf(folder), () => FolderDraft.Delete(_index.FolderOf(folder)));
        });
    }

    /// <summary>What is wrong with the slot's files; empty when sound.</summary>
    public IReadOnlyList<string> Verify(string name) => Test(name).Problems;

    /// <summary>Compares a slot's package with what was saved: there, of the size and hash, with weights that fit its network.</summary>
    /// <param name="name">Which slot.</param>
    /// <param name="progress">Share of the bytes that were hashed, from 0 to 1.</param>
    /// <param name="cancellation">Stops it.</param>
    public SlotTest Test(string name, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        name = NameOf(name);
        ModelSlot? slot = null;
        try
        {
            slot = Get(name);
            SlotVerification.Check(slot, cancellation, new ByteProgress(slot.SizeBytes, progress).Add);
            return new() { Name = name, ModelId = slot.ModelId, ModelShortId = slot.ModelShortId, Problems = [] };
        }
        catch (ModelOpsException e) when (e.Kind == ErrorKind.Damaged)
        {
            return new() { Name = name, ModelId = slot?.ModelId, ModelShortId = slot?.ModelShortId, Problems = [e.Message] };
        }
    }

    private ModelSlot? Read(string folder) => SlotFile.Read(folder) is { } slot
        ? slot with { ModelShortId = _workspace.Registry.Read(c => _workspace.ModelTable.ShortId(c, slot.ModelId)) }
        : null;

    private ModelSlot Sound(string name)
    {
        var slot = Get(name);
        SlotVerification.Check(slot);
        return slot;
    }

    private ModelSlot Write(FolderDraft draft, string name, Model model, ModelFiles files, CancellationToken cancellation)
    {
        var configuration = files.Configured();
        draft.Remove(SlotFile.Package);
        draft.Write(SlotFile.Package, stream => ModelPackage.Write(stream, files, cancellation));
        var package = draft.File(SlotFile.Package);
        var slot = new ModelSlot
        {
            Name = name,
            ModelId = model.Id,
            ModelShortId = model.ShortId,
            ModelName = model.Name,
            Network = configuration.Network.Family,
            Metrics = configuration.Metrics,
            DatasetName = configuration.DatasetName,
            Step = configuration.Step,
            SizeBytes = new FileInfo(package).Length,
            Sha256 = FileHash.Sha256(package, cancellation),
            Created = DateTime.UtcNow,
            Path = _index.FolderOf(name),
        };
        draft.Write(SlotFile.Description, stream => stream.Write(SlotFile.Write(slot)));
        return slot;
    }

    private static void Place(FolderDraft draft, string name, bool force)
    {
        if (force)
            draft.Replace();
        else if (!draft.TryPlace())
            throw Error.Of(ErrorKind.AlreadyExists, "SlotExists", name);
    }
}
