using System.Collections;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Completes families of networks: those that can be trained, and those of the models that are there.</summary>
public sealed class NetworkCompleter : NameCompleter
{
    protected override IEnumerable<Completion> Find(Workspace workspace, IDictionary bound) =>
        FindWithoutRegistry(workspace.Home).Concat(workspace.Models.Networks().Select(n => new Completion(n, "of models that are there")))
            .DistinctBy(c => c.Text).OrderBy(c => c.Text, StringComparer.Ordinal);

    protected override IEnumerable<Completion> FindWithoutRegistry(ModelOpsHome home) =>
    [
        new("cnn", "convolutions and a hidden linear layer"),
        new("gpt", "a language model: a decoder of transformer blocks"),
        new("layers", "a list of layers"),
        new("mlp", "linear layers"),
        new("resnet", "a residual network of 18, 34 or 50 layers"),
    ];
}
