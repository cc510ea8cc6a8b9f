using System.Collections;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Completes names of the checks of Test-ModelOps.</summary>
public sealed class CheckCompleter : NameCompleter
{
    protected override IEnumerable<Completion> Find(Workspace workspace, IDictionary bound) => FindWithoutRegistry(workspace.Home);

    protected override IEnumerable<Completion> FindWithoutRegistry(ModelOpsHome home) => Diagnosis.Names.Select(n => new Completion(n, n));
}
