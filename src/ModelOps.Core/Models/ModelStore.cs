namespace ModelOps.Core;

/// <summary>The models of a home.</summary>
public sealed class ModelStore
{
    internal ModelStore(Workspace workspace) => _ = workspace;

    /// <summary>Models whose name matches a wildcard or whose id begins with the pattern, newest first.</summary>
    public IReadOnlyList<Model> Find(string? pattern = null, ModelState? state = null, string? network = null, int? newest = null) => throw new NotImplementedException();
    /// <summary>By id or unique id prefix (or a name that only one model has); an ambiguous one is refused with the candidates.</summary>
    public Model Get(string idOrName) => throw new NotImplementedException();
    /// <summary>Removes the model, and its files unless <paramref name="keepFiles"/>; refused (Conflict) while a session trains it.</summary>
    public void Remove(string id, bool keepFiles = false) => throw new NotImplementedException();
    /// <summary>Writes the model to a file in a folder (made if absent). An existing file needs <paramref name="force"/>.</summary>
    public ModelExport Export(string id, ExportFormat format, string destination, bool force = false, CancellationToken cancellation = default) => throw new NotImplementedException();
    /// <summary>Checks that the files are there and are what the registry says; returns what is wrong, empty when sound.</summary>
    public IReadOnlyList<string> Verify(string id) => throw new NotImplementedException();
}
