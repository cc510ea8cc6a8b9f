using ModelOps.Core;

namespace ModelOps.Host.Benchmarks;

/// <summary>The registry as the cmdlets use it.</summary>
internal sealed class RegistrySide(string home) : IRegistrySide
{
    private readonly Workspace workspace = Workspace.Open(home);

    public void SetState(string id, ModelState state) => workspace.Registry.Write(c => workspace.ModelTable.SetState(c, id, state));

    public void Lookup(string id) => workspace.Models.Get(id);

    public int Page() => workspace.Models.Find(state: ModelState.Completed, newest: 50).Count;

    public int List() => workspace.Models.Find().Count;

    public void Increment(string id) =>
        workspace.Registry.Write(c => c.Execute("UPDATE models SET parameters = parameters + 1 WHERE id = $1", id));

    public long ReadParameters(string id) => workspace.Models.Get(id).Parameters;

    public void Dispose() => workspace.Dispose();
}
