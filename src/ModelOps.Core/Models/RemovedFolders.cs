namespace ModelOps.Core;

/// <summary>
/// Folders that go with a row: set aside while the row's deletion can still fail, deleted when it is done. What a crash sets aside before
/// the deletion is put back by the next write beside it (<see cref="PartialName.RemoveLeftovers"/>).
/// </summary>
internal sealed class RemovedFolders
{
    private readonly List<(string Folder, string Aside)> removed = [];

    public void Add(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        var aside = PartialName.Aside(folder);
        Directory.Move(folder, aside);
        removed.Add((folder, aside));
    }

    public void PutBack() => removed.ForEach(r => Directory.Move(r.Aside, r.Folder));

    public void Delete() => removed.ForEach(r => FolderDraft.Delete(r.Aside));
}
