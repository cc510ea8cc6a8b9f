using System.Collections;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Completes families of networks.</summary>
public sealed class NetworkCompleter : NameCompleter
{
    protected override IEnumerable<Completion> Find(Workspace workspace, IDictionary bound) => FindWithoutRegistry(workspace.Home);

    protected override IEnumerable<Completion> FindWithoutRegistry(ModelOpsHome home) =>
    [
        new("cnn", "convolutions and a hidden linear layer"),
        new("layers", "a list of layers"),
        new("mlp", "linear layers"),
        new("resnet", "a residual network of 18, 34 or 50 layers"),
    ];
}
