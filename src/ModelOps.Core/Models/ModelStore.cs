namespace ModelOps.Core;

/// <summary>The models of a home.</summary>
public sealed class ModelStore
{
    internal const string WeightsFile = "model.safetensors";
    internal const string ConfigurationFile = "config.json";

    private const int CandidatesShown = 5;

    private readonly Workspace workspace;

    internal ModelStore(Workspace workspace) => this.workspace = workspace;

    /// <summary>Models whose name matches a wildcard or whose id begins with the pattern, newest first.</summary>
    public IReadOnlyList<Model> Find(string? pattern = null, ModelState? state = null, string? network = null, int? newest = null) =>
        Find(new ModelQuery { Pattern = pattern, State = state, Network = network, Newest = newest });

    /// <summary>The models a query means, in its order.</summary>
    public IReadOnlyList<Model> Find(ModelQuery query)
    {
        bool repaired = workspace.TryRepair(workspace.Leases.Run);
        return workspace.Registry.Read(c => repaired ? workspace.ModelTable.Find(c, query) : workspace.Unrepaired.Find(c, query));
    }

    /// <summary>By id or unique id prefix (or a name that only one model has); an ambiguous one is refused with the candidates.</summary>
    public Model Get(string idOrName)
    {
        bool repaired = workspace.TryRepair(workspace.Leases.Run);
        var (model, details, session) = workspace.Registry.Read(c =>
        {
            var found = Get(c, idOrName);
            return (repaired ? found : workspace.Leases.AsRepaired(c, found), workspace.ModelTables.Details.Get(c, found.Id),
                found.SessionId is { } id ? workspace.SessionTable.Get(c, id) : null);
        });
        return ModelLook.Complete(model, details, session);
    }

    /// <summary>Changes what users set on a model; the model as it is then. All of it is checked before anything is written.</summary>
    public Model Set(string idOrName, ModelChanges changes)
    {
        workspace.Leases.Run();
        return workspace.Registry.Write(c =>
        {
            var id = Get(c, idOrName).Id;
            new ModelSettings(workspace, c).Apply(Get(c, id), changes);
            return Get(c, id);
        });
    }

    /// <summary>Networks of the models that are there, in alphabetical order.</summary>
    public IReadOnlyList<string> Networks() => workspace.Registry.Read(ModelTable.Networks);

    /// <summary>Tags that some model has, in alphabetical order.</summary>
    public IReadOnlyList<string> Tags() => workspace.Registry.Read(ModelSettingsTable.Tags);

    /// <summary>
    /// Removes the model, and its files unless <paramref name="keepFiles"/> or they lie in place, outside of the models' folder; refused
    /// (Conflict) while a session trains it. The session stays as history; its checkpoints are files of the model and go with them.
    /// </summary>
    public void Remove(string id, bool keepFiles = false)
    {
        workspace.Leases.Run();
        var removed = new RemovedFolders();
        try
        {
            workspace.Registry.Write(c => Remove(c, id, keepFiles ? null : removed));
        }
        catch
        {
            removed.PutBack();
            throw;
        }
        removed.Delete();
    }

    private void Remove(RegistryConnection connection, string id, RemovedFolders? removed)
    {
        var model = Get(connection, id);
        if (workspace.SessionTable.UnfinishedOfModel(connection, model.Id) is { } row)
            throw Error.Of(ErrorKind.Conflict, "ModelInTraining", model.ShortId, row.Session.ShortId, row.State);
        workspace.ModelTable.Delete(connection, model.Id);
        if (removed is null || model.InPlace)
            return;
        removed.Add(model.Path);
        if (model.SessionId is { } session)
        {
            removed.Add(workspace.Home.Checkpoints(session));
            SessionFolder.ForgetModel(workspace.Home, session);
        }
    }

    /// <summary>
    /// Writes the model to a file NAME-ID in a folder (made if absent): a completed model's own weights, or the newest sound checkpoint of
    /// one in training. An existing file needs <paramref name="force"/>.
    /// </summary>
    /// <param name="id">Which model.</param>
    /// <param name="format">Zip, or a format: of a model from elsewhere its own.</param>
    /// <param name="destination">The folder.</param>
    /// <param name="force">Overwrite what is there.</param>
    /// <param name="progress">Share of the bytes, from 0 to 1.</param>
    /// <param name="cancellation">Stops it; nothing is left then.</param>
    /// <param name="quantization">How Gguf stores the weights of a trained model; null: as they are, F32.</param>
    public ModelExport Export(
        string id, ExportFormat format, string destination, bool force = false, IProgress<double>? progress = null,
        CancellationToken cancellation = default, Quantization? quantization = null)
    {
        var model = Get(id);
        var known = workspace.Registry.Read(c => workspace.ModelTables.Files.Of(c, model.Id));
        if (known.Count > 0)
        {
            var copied = new FileExport(model, known, progress, cancellation).Run(destination, format, force, quantization);
            return copied with { ModelShortId = model.ShortId };
        }
        var target = ExportTarget.Of(model, destination, format, force, quantization);
        var export = ModelFiles.Use(workspace, model, cancellation, files => ModelExporter.Export(files, target, progress, cancellation));
        return export with { ModelShortId = model.ShortId };
    }

    /// <summary>Checks that the files are there and are what the registry says; returns what is wrong, empty when sound.</summary>
    public IReadOnlyList<string> Verify(string id) => Test(id).Problems;

    /// <summary>
    /// Compares a model's files with what the registry says of them: there, of the size and hash, with headers that hold. A model whose
    /// files are gone or damaged is Missing or Failed from then on, and Completed again when they are sound.
    /// </summary>
    /// <param name="idOrName">Which model.</param>
    /// <param name="progress">Share of the bytes that were hashed, from 0 to 1.</param>
    /// <param name="cancellation">Stops it.</param>
    public ModelTest Test(string idOrName, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        new ModelTesting(workspace, Get(idOrName)).Run(progress, cancellation);

    /// <summary>What differs between models: facts, metrics and settings.</summary>
    public IReadOnlyList<ModelComparison> Compare(IReadOnlyList<string> idsOrNames, bool includeEqual = false) =>
        ModelComparer.Compare(workspace, [.. idsOrNames.Select(Get)], includeEqual);

    /// <summary>
    /// Models in the order of a metric, the best first, with the settings that differ. NotFound where none of them has the metric.
    /// </summary>
    public IReadOnlyList<ModelRank> Rank(IReadOnlyList<string> idsOrNames, string metric) =>
        ModelComparer.Rank(workspace, [.. idsOrNames.Select(Get)], metric);

    /// <summary>Adds a model, or replaces what is known of it; the model as it is then, with its short id.</summary>
    internal Model Register(RegistryConnection connection, Model model)
    {
        if (!workspace.ModelTable.Update(connection, model))
            return workspace.ModelTable.Insert(connection, model);
        return workspace.ModelTable.Get(connection, model.Id)!;
    }

    internal Model Get(RegistryConnection connection, string idOrName)
    {
        var table = workspace.ModelTable;
        var id = TypedId.Parse(idOrName);
        var found = id is null ? [] : table.ById(connection, id, CandidatesShown + 1);
        if (found.Count != 1 || id is not { IsWhole: true })
            found = [.. found.UnionBy(table.ByName(connection, idOrName, CandidatesShown + 1), m => m.Id)];
        return found.Count switch
        {
            1 => found[0],
            0 => throw Error.NotFound("ModelNotFound", idOrName, table.Names(connection)),
            _ => throw Error.Of(ErrorKind.InvalidInput, "AmbiguousId", idOrName, Candidates(found)),
        };
    }

    private static string Candidates(List<Model> models)
    {
        var shown = models.Take(CandidatesShown).Select(m => $"{m.ShortId} ({m.Name}, {m.Created:yyyy-MM-dd HH:mm:ss})");
        return string.Join(", ", shown) + (models.Count > CandidatesShown ? ", …" : "");
    }
}
