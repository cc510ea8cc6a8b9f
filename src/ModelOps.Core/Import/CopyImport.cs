namespace ModelOps.Core;

/// <summary>Registers a model whose files are copied under the home. The same files again are the same model.</summary>
internal sealed class CopyImport(Workspace workspace, ModelCandidate candidate, ModelFacts facts, ByteProgress progress)
{
    public Model Run(CancellationToken cancellation)
    {
        var sources = ImportHashing.Hash([.. candidate.Files], progress, cancellation);
        var id = ModelIdentity.OfContent(sources.Select(f => (PortableName.Of(f.File.Name), f.Sha256!)));
        if (workspace.Registry.Read(c => workspace.ModelTable.Get(c, id)) is { State: ModelState.Completed } there
            && Directory.Exists(there.Path))
            return there;
        var folder = workspace.Home.Model(facts.Network, id);
        using var draft = FolderDraft.Beside(folder);
        foreach (var source in sources)
            Copy(source.File, draft, cancellation);
        var imported = new ImportedModel(
            id, candidate.Name, DateTime.UtcNow, [.. sources.Select(f => new ImportedFile(PortableName.Of(f.File.Name), f.Sha256!))]);
        draft.Write(ImportedModel.FileName, imported.Write);
        return workspace.Registry.Write(connection =>
        {
            DiskSpace.Guard(folder, draft.Replace);
            return imported.Register(workspace.ModelTables, connection, folder, imported.Known(folder), facts);
        });
    }

    private void Copy(FoundFile source, FolderDraft draft, CancellationToken cancellation)
    {
        var target = draft.File(PortableName.Of(source.Name));
        DiskSpace.Guard(target, () => FileCopy.Copy(source.Path, target, progress.Add, cancellation));
        ImportHashing.CheckUnchanged(source);
    }
}
