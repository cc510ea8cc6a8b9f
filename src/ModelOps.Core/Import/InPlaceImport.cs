namespace ModelOps.Core;

/// <summary>Registers a model whose files stay where they lie.</summary>
internal sealed class InPlaceImport(Workspace workspace, ModelCandidate candidate, ModelFacts facts, ByteProgress progress)
{
    public Model Run(CancellationToken cancellation)
    {
        var id = ModelIdentity.OfPlace(workspace.Home, candidate.Key);
        if (workspace.Registry.Read(c => Registered(c, id)) is { } there)
            return there;
        var files = ImportHashing.Hash([.. candidate.Files], progress, cancellation);
        var hash = ImportHashing.OfWeights(candidate, files);
        return workspace.Registry.Write(connection =>
        {
            var before = workspace.ModelTable.Get(connection, id);
            if (before is not null)
                ModelTransitions.Check(before.ShortId, before.State, ModelState.Completed);
            var model = ModelRegistration.Describe(id, candidate, facts, before) with { Sha256 = hash };
            return ModelRegistration.Write(workspace.ModelTables, connection, model, facts, files, isNew: before is null);
        });
    }

    /// <summary>The model, where it is in the registry with the hashes of these very files.</summary>
    private Model? Registered(RegistryConnection connection, string id)
    {
        var model = workspace.ModelTable.Get(connection, id);
        if (model is not { State: ModelState.Completed, Sha256: not null })
            return null;
        return workspace.ModelTables.Files.Of(connection, id).Select(f => f.File).SequenceEqual(candidate.Files) ? model : null;
    }
}
