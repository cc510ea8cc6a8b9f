namespace ModelOps.Core;

/// <summary>
/// What each kind of layer makes of a sample's shape, and the tensors it holds. Formulas and names as in PyTorch's modules.
/// </summary>
internal static class LayerShapes
{
    private static readonly string[] Activations = ["relu", "gelu", "tanh", "sigmoid"];

    /// <summary>The shape a layer gives for a sample of shape <paramref name="input"/>; NetworkDoesNotFit where it can't take it.</summary>
    public static IReadOnlyList<int> Output(string name, LayerSpecification layer, IReadOnlyList<int> input)
    {
        switch (layer)
        {
            case LinearLayer linear:
                Check(name, "linear", "out", linear.Out ?? 0, 1);
                return input.Count == 1 ? [linear.Out!.Value] : throw Rank(name, "linear", input, 1, "put a flatten layer before it");
            case Conv2dLayer conv:
                Check(name, "conv2d", "out", conv.Out, 1);
                Check(name, "conv2d", "padding", conv.Padding, 0);
                return [conv.Out, .. Window(name, "conv2d", input, conv.Kernel, conv.Stride, conv.Padding)];
            case MaxPool2dLayer pool:
                Check(name, "max_pool2d", "padding", pool.Padding, 0);
                if (pool.Padding * 2 > pool.Kernel)
                    throw NetworkPlan.Misfit(
                        name, $"padding {pool.Padding} for a max_pool2d of kernel {pool.Kernel}", "padding of at most half the kernel");
                return [input[0], .. Window(name, "max_pool2d", input, pool.Kernel, pool.Stride, pool.Padding)];
            case AvgPool2dLayer pool:
                return [input[0], .. Window(name, "avg_pool2d", input, pool.Kernel, pool.Stride, 0)];
            case BatchNormLayer:
                return input.Count is 1 or 3 ? input : throw Rank(name, "batch_norm", input, 3, "or [features]");
            case FlattenLayer:
                return [Flat(name, input)];
            case ActivationLayer activation:
                return Activations.Contains(activation.Function)
                    ? input
                    : throw NetworkPlan.Misfit(name, $"the activation '{activation.Function}'", string.Join(", ", Activations));
            case DropoutLayer dropout:
                return dropout.P is >= 0 and < 1
                    ? input
                    : throw NetworkPlan.Misfit(name, FormattableString.Invariant($"a dropout of {dropout.P}"), "0 or more and below 1");
            case LayerNormLayer:
                return input;
            default:
                return TransformerShapes.Output(name, layer, input) ?? ResidualShapes.Output(name, layer, input)
                    ?? throw NetworkPlan.Misfit(name, $"a layer of kind {layer.GetType().Name}", "a kind that is known here");
        }
    }

    /// <summary>Parameters and buffers of a layer, in the order of PyTorch's state dictionary.</summary>
    public static IEnumerable<NetworkTensor> Tensors(string name, LayerSpecification layer, IReadOnlyList<int> input) => layer switch
    {
        LinearLayer l => Weights(name, [l.Out!.Value, input[0]], l.Bias),
        Conv2dLayer c => Weights(name, [c.Out, input[0], c.Kernel, c.Kernel], c.Bias),
        LayerNormLayer => Normalization(name, [.. input.Select(n => (long)n)]),
        BatchNormLayer =>
        [
            .. Normalization(name, [input[0]]),
            new NetworkTensor($"{name}.running_mean", [input[0]], false),
            new NetworkTensor($"{name}.running_var", [input[0]], false),
            new NetworkTensor($"{name}.num_batches_tracked", [], false),
        ],
        ResidualBlockLayer block => ResidualShapes.Tensors(name, block, input),
        _ => TransformerShapes.Tensors(name, layer, input),
    };

    private static IEnumerable<NetworkTensor> Weights(string name, long[] shape, bool bias) => bias
        ? [new NetworkTensor($"{name}.weight", shape, true), new NetworkTensor($"{name}.bias", [shape[0]], true)]
        : [new NetworkTensor($"{name}.weight", shape, true)];

    private static NetworkTensor[] Normalization(string name, long[] shape) =>
        [new NetworkTensor($"{name}.weight", shape, true), new NetworkTensor($"{name}.bias", shape, true)];

    public static int[] Window(string name, string kind, IReadOnlyList<int> input, int kernel, int stride, int padding)
    {
        Check(name, kind, "kernel", kernel, 1);
        Check(name, kind, "stride", stride, 1);
        if (input.Count != 3)
            throw Rank(name, kind, input, 3, "set data.shape where a table holds images");
        int[] size = [.. input.Skip(1).Select(n => (n + 2 * padding - kernel) / stride + 1)];
        if (input.Skip(1).Any(n => n + 2 * padding < kernel))
            throw NetworkPlan.Misfit(name, $"{NetworkPlan.Text(input)} for a {kind} of kernel {kernel} and padding {padding}",
                $"height and width of at least {Math.Max(1, kernel - 2 * padding)}");
        return size;
    }

    private static int Flat(string name, IReadOnlyList<int> input)
    {
        long size = input.Aggregate(1L, (a, b) => a * b);
        return size <= int.MaxValue ? (int)size : throw NetworkPlan.Misfit(name, NetworkPlan.Text(input), $"at most {int.MaxValue} values");
    }

    private static void Check(string name, string kind, string key, int value, int least)
    {
        if (value < least)
            throw NetworkPlan.Misfit(name, $"{key} {value} for a {kind}", $"{key} of at least {least}");
    }

    private static ModelOpsException Rank(string name, string kind, IReadOnlyList<int> input, int rank, string hint) =>
        NetworkPlan.Misfit(
            name, $"{NetworkPlan.Text(input)} for a {kind}", $"{(rank == 1 ? "[features]" : "[channels, height, width]")} ({hint})");
}
