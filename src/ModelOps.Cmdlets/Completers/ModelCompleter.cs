using System.Collections;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Completes models to their ids, newest first, from the beginning of the id or of the name.</summary>
public sealed class ModelCompleter : NameCompleter
{
    private const int Newest = 500;

    protected override IEnumerable<Completion> Find(Workspace workspace, IDictionary bound) => Find(workspace, bound, "");

    protected override IEnumerable<Completion> Find(Workspace workspace, IDictionary bound, string word)
    {
        // The first of the two finds ids, the second names.
        var models = word.Length == 0
            ? workspace.Models.Find(newest: Newest)
            : workspace.Models.Find(word, newest: Newest).UnionBy(workspace.Models.Find(word + "*", newest: Newest), m => m.Id);
        return models.Select(m => new Completion(
            m.ShortId, $"{m.Name}, {m.Network}, {m.State}, {DisplayText.DateAndTime(m.Created)}", m.Name));
    }
}
