using System.Collections;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Completes names of the machine's devices.</summary>
public sealed class DeviceCompleter : NameCompleter
{
    protected override IEnumerable<Completion> Find(Workspace workspace, IDictionary bound) => FindWithoutRegistry(workspace.Home);

    protected override IEnumerable<Completion> FindWithoutRegistry(ModelOpsHome home) =>
        new ComputeDevices(home).Read().Select(d => new Completion(d.Name, d.Model ?? d.Name));
}
