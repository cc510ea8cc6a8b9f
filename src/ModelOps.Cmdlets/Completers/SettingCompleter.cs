using System.Collections;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Completes keys of settings.</summary>
public sealed class SettingCompleter : NameCompleter
{
    protected override IEnumerable<Completion> Find(Workspace workspace, IDictionary bound) => FindWithoutRegistry(workspace.Home);

    protected override IEnumerable<Completion> FindWithoutRegistry(ModelOpsHome home) =>
        ModelOpsSettings.All.Select(s => new Completion(s.Key, s.Description));
}
