using System.Collections;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Completes models: ids where the parameter takes ids only, newest first; names as well for -Name.</summary>
public sealed class ModelCompleter : NameCompleter
{
    private const int Newest = 500;

    protected override IEnumerable<Completion> Find(Workspace workspace, IDictionary bound) =>
        workspace.Models.Find(newest: Newest).Select(m => new Completion(
            m.ShortId, $"{m.Name}, {m.Network}, {m.State}, {DisplayText.DateAndTime(m.Created)}"));
}
