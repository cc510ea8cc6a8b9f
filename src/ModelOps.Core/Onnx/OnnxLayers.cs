namespace ModelOps.Core;

/// <summary>
/// The operators of each kind of layer, as it works once it is trained: dropout is left out, batch norm uses its running statistics.
/// </summary>
internal static class OnnxLayers
{
    /// <summary>Adds a layer to a graph; gives the name of its output.</summary>
    public static string Add(OnnxGraph graph, PlannedLayer planned, string input)
    {
        string name = planned.Name;
        switch (planned.Layer)
        {
            case LinearLayer linear:
                return graph.Node(name, "Gemm", [input, .. Weights(name, linear.Bias)], ("transB", 1));
            case Conv2dLayer conv:
                return Convolution(graph, name, input, conv.Kernel, conv.Stride, conv.Padding, conv.Bias);
            case BatchNormLayer norm:
                return BatchNorm(graph, name, input, norm.Eps);
            case LayerNormLayer norm:
                return graph.Node(name, "LayerNormalization", [input, .. Weights(name, true)], ("axis", 1), ("epsilon", (float)norm.Eps));
            case ActivationLayer activation:
                return Activation(graph, name, activation.Function, input);
            case MaxPool2dLayer pool:
                return graph.Node(name, "MaxPool", [input], Window(pool.Kernel, pool.Stride, pool.Padding));
            case AvgPool2dLayer pool:
                return graph.Node(name, "AveragePool", [input], Window(pool.Kernel, pool.Stride, 0));
            case GlobalAvgPoolLayer:
                return Flatten(graph, name, graph.Node(name, "GlobalAveragePool", [input]));
            case FlattenLayer:
                return Flatten(graph, name, input);
            case DropoutLayer:
                return input;
            case ResidualBlockLayer block:
                return Residual(graph, name, block, planned.Input[0], input);
            default:
                return OnnxTransformer.Add(graph, planned, input);
        }
    }

    /// <summary>Names of a layer's weight and bias.</summary>
    public static string[] Weights(string name, bool bias) => bias ? [$"{name}.weight", $"{name}.bias"] : [$"{name}.weight"];

    /// <summary>x ½ (1 + erf(x / √2)), which PyTorch's gelu is; ONNX has an operator of its own only from operator set 20 on.</summary>
    public static string Gelu(OnnxGraph graph, string name, string input)
    {
        string scaled = graph.Node(name, "Mul", [input, graph.Constant("gelu/scale", [(float)Math.Sqrt(0.5)])]);
        string shifted = graph.Node(name, "Add", [graph.Node(name, "Erf", [scaled]), graph.Constant("gelu/one", [1f])]);
        string half = graph.Node(name, "Mul", [input, graph.Constant("gelu/half", [0.5f])]);
        return graph.Node(name, "Mul", [half, shifted]);
    }

    private static string Activation(OnnxGraph graph, string name, string function, string input) => function switch
    {
        "relu" => graph.Node(name, "Relu", [input]),
        "tanh" => graph.Node(name, "Tanh", [input]),
        "sigmoid" => graph.Node(name, "Sigmoid", [input]),
        "gelu" => Gelu(graph, name, input),
        _ => throw new ArgumentException($"There is no operator for the activation '{function}'.", nameof(function)),
    };

    private static string Flatten(OnnxGraph graph, string name, string input) => graph.Node(name, "Flatten", [input], ("axis", 1));

    private static string Convolution(OnnxGraph graph, string name, string input, int kernel, int stride, int padding, bool bias) =>
        graph.Node(name, "Conv", [input, .. Weights(name, bias)], Window(kernel, stride, padding));

    private static string BatchNorm(OnnxGraph graph, string name, string input, double eps)
    {
        string[] inputs = [input, .. Weights(name, true), $"{name}.running_mean", $"{name}.running_var"];
        return graph.Node(name, "BatchNormalization", inputs, ("epsilon", (float)eps));
    }

    private static (string, object)[] Window(int kernel, int stride, int padding) =>
    [
        ("kernel_shape", new[] { kernel, kernel }), ("strides", new[] { stride, stride }),
        ("pads", new[] { padding, padding, padding, padding }),
    ];

    private static string Residual(OnnxGraph graph, string name, ResidualBlockLayer block, int channels, string input)
    {
        double eps = new BatchNormLayer(null).Eps;
        string value = input;
        for (int i = 0; i < block.Convolutions.Count; i++)
        {
            var (_, kernel, stride) = block.Convolutions[i];
            if (i > 0)
                value = graph.Node($"{name}.relu{i}", "Relu", [value]);
            value = Convolution(graph, $"{name}.conv{i + 1}", value, kernel, stride, kernel / 2, bias: false);
            value = BatchNorm(graph, $"{name}.bn{i + 1}", value, eps);
        }
        string shortcut = input;
        if (block.HasDownsample(channels))
        {
            shortcut = Convolution(graph, $"{name}.downsample.0", input, 1, block.Stride, 0, bias: false);
            shortcut = BatchNorm(graph, $"{name}.downsample.1", shortcut, eps);
        }
        return graph.Node(name, "Relu", [graph.Node(name, "Add", [value, shortcut])]);
    }
}
