namespace ModelOps.Core;

/// <summary>Registers a model from a zip with model.json: what Export-Model wrote of a model that ModelOps didn't train.</summary>
internal sealed class FilePackageImport(Workspace workspace, string path, ImportedModel described)
{
    public Model Run(CancellationToken cancellation)
    {
        var id = ModelIdentity.OfContent(described.Files.Select(f => (f.Name, f.Sha256)));
        if (workspace.Registry.Read(c => workspace.ModelTable.Get(c, id)) is { State: ModelState.Completed } there
            && Directory.Exists(there.Path))
            return there;
        using var unpacked = FolderDraft.Beside(workspace.Home.Model("import", id));
        FilePackage.Extract(path, described, unpacked, cancellation);
        var model = described with { Id = id };
        var facts = CandidateReading.Read(model.Candidate(unpacked.Path, model.Known(unpacked.Path)));
        var folder = workspace.Home.Model(facts.Network, id);
        using var draft = FolderDraft.Beside(folder);
        foreach (var file in model.Files)
            File.Move(unpacked.File(file.Name), draft.File(file.Name));
        draft.Write(ImportedModel.FileName, model.Write);
        return workspace.Registry.Write(connection =>
        {
            DiskSpace.Guard(folder, draft.Replace);
            return model.Register(workspace.ModelTables, connection, folder, model.Known(folder), facts);
        });
    }
}
