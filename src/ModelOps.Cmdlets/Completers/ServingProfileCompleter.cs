using System.Collections;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Completes names of serving profiles.</summary>
public sealed class ServingProfileCompleter : NameCompleter
{
    protected override IEnumerable<Completion> Find(Workspace workspace, IDictionary bound) =>
        workspace.ServingProfiles.Names().Select(name => new Completion(name, name));
}
