using System.Collections;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Completes names of datasets.</summary>
public sealed class DatasetCompleter : NameCompleter
{
    protected override IEnumerable<Completion> Find(Workspace workspace, IDictionary bound) =>
        workspace.Datasets.Find().Select(d => new Completion(
            d.Name, $"{d.Samples} samples of {DisplayText.Shape(d.Shape)}, {d.Task}"));
}
