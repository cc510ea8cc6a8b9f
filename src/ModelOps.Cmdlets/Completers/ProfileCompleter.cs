using System.Collections;
using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Completes names of training profiles.</summary>
public class ProfileCompleter : NameCompleter
{
    protected override IEnumerable<Completion> Find(Workspace workspace, IDictionary bound) => Find(workspace.Home, bound);

    protected override IEnumerable<Completion> FindWithoutRegistry(ModelOpsHome home) => Find(home, new Hashtable());

    private protected virtual ProfileKind? KindOf(IDictionary bound) => ProfileKind.Training;

    private IEnumerable<Completion> Find(ModelOpsHome home, IDictionary bound) =>
        new ProfileStore(home).Find(null, KindOf(bound)).Select(p => new Completion(p.Name, ToolTip(p)));

    private static string ToolTip(ModelProfile profile) =>
        profile.Description is { Length: > 0 } text ? text : profile.Path ?? "shipped sample";
}

/// <summary>Completes names of profiles of both kinds, or of the one that -Kind says.</summary>
public sealed class AnyProfileCompleter : ProfileCompleter
{
    private protected override ProfileKind? KindOf(IDictionary bound) =>
        bound["Kind"] is { } kind && LanguagePrimitives.TryConvertTo<ProfileKind>(kind, out var one) ? one : null;
}
