namespace ModelOps.Core;

/// <summary>Writes what a scan found into the registry, in one transaction, and says what became of each model.</summary>
internal sealed class ScanRegistration(Workspace workspace, string folder, bool recurse)
{
    private readonly List<ModelScanResult> _results = [];

    public IReadOnlyList<ModelScanResult> Apply(ScanComparison comparison, IReadOnlyList<CandidateReading> readings)
    {
        workspace.Registry.Write(connection =>
        {
            _results.Clear();
            ModelFileTable.SetFolder(connection, folder, recurse);
            foreach (var reading in readings)
                Register(connection, reading);
            foreach (var model in comparison.Missing)
                SetMissing(connection, model);
        });
        foreach (var (candidate, model) in comparison.Unchanged)
            Add(ModelScanStatus.Unchanged, model.Name, model.Id, candidate.Key);
        foreach (var (unread, reason) in comparison.Unread)
            Add(ModelScanStatus.Refused, Path.GetFileName(unread), null, unread, Error.Text("FolderUnreadable", unread, reason));
        _results.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return _results;
    }

    private void Register(RegistryConnection connection, CandidateReading reading)
    {
        var candidate = reading.Candidate;
        var id = ModelIdentity.OfPlace(workspace.Home, candidate.Key);
        var before = workspace.ModelTable.Get(connection, id);
        if (reading.Facts is not { } facts)
        {
            if (before is not null)
                SetState(connection, before.Id, before.ShortId, before.State,
                    candidate.Problem is null ? ModelState.Failed : ModelState.Missing);
            Add(ModelScanStatus.Refused, before?.Name ?? candidate.Name, before?.Id, candidate.Key, reading.Refusal);
            return;
        }
        if (before is not null)
            ModelTransitions.Check(before.ShortId, before.State, ModelState.Completed);
        var model = ModelRegistration.Describe(id, candidate, facts, before);
        ModelRegistration.Write(
            workspace.ModelTables, connection, model, facts, candidate.Files.Select(f => new KnownFile(f, null)), isNew: before is null);
        Add(before is null ? ModelScanStatus.Added : ModelScanStatus.Changed, model.Name, id, candidate.Key);
    }

    private void SetMissing(RegistryConnection connection, KnownModel model)
    {
        SetState(connection, model.Id, model.Id[..8], model.State, ModelState.Missing);
        Add(ModelScanStatus.Missing, model.Name, model.Id, model.WeightsPath);
    }

    private void SetState(RegistryConnection connection, string id, string shortId, ModelState from, ModelState to)
    {
        ModelTransitions.Check(shortId, from, to);
        workspace.ModelTable.SetState(connection, id, to);
    }

    private void Add(ModelScanStatus status, string name, string? id, string path, string? reason = null) =>
        _results.Add(new() { Status = status, Name = name, Id = id, Path = path, Reason = reason });
}
