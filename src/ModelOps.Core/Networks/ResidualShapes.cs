namespace ModelOps.Core;

/// <summary>Shapes and tensors of the layers of residual networks: [channels, height, width].</summary>
internal static class ResidualShapes
{
    private const string Images = "[channels, height, width] (set data.shape where a table holds images)";

    /// <summary>The shape a layer gives; null where the layer is none of these.</summary>
    public static IReadOnlyList<int>? Output(string name, LayerSpecification layer, IReadOnlyList<int> input)
    {
        if (layer is not (ResidualBlockLayer or GlobalAvgPoolLayer))
            return null;
        if (input.Count != 3)
            throw NetworkPlan.Misfit(name, NetworkPlan.Text(input), Images);
        return layer is ResidualBlockLayer block
            ? [block.Out, .. LayerShapes.Window(name, "residual block", input, 3, block.Stride, 1)]
            : [input[0]];
    }

    /// <summary>The tensors of a block in the order of torchvision's state dictionary.</summary>
    public static IEnumerable<NetworkTensor> Tensors(string name, ResidualBlockLayer block, IReadOnlyList<int> input)
    {
        int channels = input[0], number = 1;
        foreach (var (output, kernel, _) in block.Convolutions)
        {
            yield return new NetworkTensor($"{name}.conv{number}.weight", [output, channels, kernel, kernel], true);
            foreach (var tensor in LayerShapes.Tensors($"{name}.bn{number++}", new BatchNormLayer(null), [output]))
                yield return tensor;
            channels = output;
        }
        if (!block.HasDownsample(input[0]))
            yield break;
        yield return new NetworkTensor($"{name}.downsample.0.weight", [block.Out, input[0], 1, 1], true);
        foreach (var tensor in LayerShapes.Tensors($"{name}.downsample.1", new BatchNormLayer(null), [block.Out]))
            yield return tensor;
    }
}
