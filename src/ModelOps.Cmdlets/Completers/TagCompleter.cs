using System.Collections;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Completes tags that models have.</summary>
public sealed class TagCompleter : NameCompleter
{
    protected override IEnumerable<Completion> Find(Workspace workspace, IDictionary bound) =>
        workspace.Models.Tags().Select(tag => new Completion(tag, tag));
}
