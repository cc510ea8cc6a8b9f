using System.Collections;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Completes keys of settings.</summary>
public sealed class SettingCompleter : NameCompleter
{
    protected override IEnumerable<Completion> Find(Workspace workspace, IDictionary bound) => WithoutWorkspace();

    protected override IEnumerable<Completion> WithoutWorkspace() =>
        ModelOpsSettings.All.Select(s => new Completion(s.Key, s.Description));
}
