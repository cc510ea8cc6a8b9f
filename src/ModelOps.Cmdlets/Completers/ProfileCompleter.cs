using System.Collections;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Completes names of profiles.</summary>
public sealed class ProfileCompleter : NameCompleter
{
    protected override IEnumerable<Completion> Find(Workspace workspace, IDictionary bound) => FindWithoutRegistry(workspace.Home);

    protected override IEnumerable<Completion> FindWithoutRegistry(ModelOpsHome home) =>
        new ProfileStore(home).Find().Select(p => new Completion(p.Name, ToolTip(p)));

    private static string ToolTip(ModelProfile profile) =>
        profile.Description is { Length: > 0 } text ? text : profile.Path ?? "shipped sample";
}
