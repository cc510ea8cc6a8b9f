namespace ModelOps.Core;

/// <summary>Shapes and tensors of the layers that work on sequences: [tokens], or [tokens, width] after the embedding.</summary>
internal static class TransformerShapes
{
    /// <summary>Width of the feed-forward part, in widths.</summary>
    private const int Expansion = 4;

    /// <summary>The shape a layer gives; null where the layer is none of these.</summary>
    public static IReadOnlyList<int>? Output(string name, LayerSpecification layer, IReadOnlyList<int> input)
    {
        switch (layer)
        {
            case TokenEmbeddingLayer embedding:
                return input.Count == 1 ? [input[0], embedding.Width] : throw Misfit(name, input, "[tokens]");
            case TransformerBlockLayer block:
                return input.Count == 2 && input[1] % block.Heads == 0
                    ? input
                    : throw Misfit(name, input, $"[tokens, width], of a width that {block.Heads} heads divide");
            case PositionEmbeddingLayer or FeatureNormLayer:
                return input.Count == 2 ? input : throw Misfit(name, input, "[tokens, width]");
            default:
                return null;
        }
    }

    /// <summary>The tensors of a layer in the order of PyTorch's state dictionary; none where the layer is none of these.</summary>
    public static IEnumerable<NetworkTensor> Tensors(string name, LayerSpecification layer, IReadOnlyList<int> input) => layer switch
    {
        TokenEmbeddingLayer e => [new NetworkTensor($"{name}.weight", [e.Vocabulary, e.Width], true)],
        PositionEmbeddingLayer => [new NetworkTensor($"{name}.weight", [input[0], input[1]], true)],
        FeatureNormLayer n => Part(name, n.Bias, input[1]),
        TransformerBlockLayer b => Block(name, b, input[1]),
        _ => [],
    };

    private static IEnumerable<NetworkTensor> Block(string name, TransformerBlockLayer block, int width) =>
    [
        .. Part($"{name}.ln1", block.Bias, width),
        .. Part($"{name}.ln2", block.Bias, width),
        .. Part($"{name}.qkv", block.Bias, 3 * width, width),
        .. Part($"{name}.proj", block.Bias, width, width),
        .. Part($"{name}.up", block.Bias, Expansion * width, width),
        .. Part($"{name}.down", block.Bias, width, Expansion * width),
    ];

    private static IEnumerable<NetworkTensor> Part(string name, bool bias, params long[] weight) => bias
        ? [new NetworkTensor($"{name}.weight", weight, true), new NetworkTensor($"{name}.bias", [weight[0]], true)]
        : [new NetworkTensor($"{name}.weight", weight, true)];

    private static ModelOpsException Misfit(string name, IReadOnlyList<int> input, string needed) =>
        NetworkPlan.Misfit(name, NetworkPlan.Text(input), needed);
}
