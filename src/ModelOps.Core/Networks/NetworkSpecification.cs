namespace ModelOps.Core;

/// <summary>A network as a profile gives it: a family with its sizes, or a list of layers.</summary>
public abstract record NetworkSpecification
{
    /// <summary>mlp, cnn, layers.</summary>
    public abstract string Family { get; }

    /// <summary>The layers, in order, for samples of one shape and a number of outputs. Names are PyTorch's.</summary>
    public abstract IReadOnlyList<LayerSpecification> Layers(IReadOnlyList<int> inputShape, int outputs);
}

/// <summary>
/// Linear layers with an activation between them; names as nn.Sequential gives them (0.weight, 2.weight, …).
/// </summary>
public sealed record MlpSpecification : NetworkSpecification
{
    public override string Family => "mlp";
    public IReadOnlyList<int> Hidden { get; init; } = [128];
    /// <summary>relu, gelu, tanh or sigmoid.</summary>
    public string Activation { get; init; } = "relu";
    public double Dropout { get; init; }

    public override IReadOnlyList<LayerSpecification> Layers(IReadOnlyList<int> inputShape, int outputs) => throw new NotImplementedException();
}

/// <summary>
/// Convolutions, a 2×2 max pool, dropout, a hidden linear layer, dropout, the output layer: PyTorch's MNIST example;
/// names as there (conv1.weight, conv2.weight, fc1.weight, fc2.weight).
/// </summary>
public sealed record CnnSpecification : NetworkSpecification
{
    public override string Family => "cnn";
    public IReadOnlyList<int> Channels { get; init; } = [32, 64];
    public int Kernel { get; init; } = 3;
    public int Padding { get; init; }
    public int Hidden { get; init; } = 128;
    /// <summary>After the pool.</summary>
    public double Dropout { get; init; } = 0.25;
    /// <summary>After the hidden layer; null: as <see cref="Dropout"/>.</summary>
    public double? HiddenDropout { get; init; }

    public override IReadOnlyList<LayerSpecification> Layers(IReadOnlyList<int> inputShape, int outputs) => throw new NotImplementedException();
}

/// <summary>A list of layers, as nn.Sequential; a layer without a name is named by its position.</summary>
public sealed record LayerListSpecification(IReadOnlyList<LayerSpecification> List) : NetworkSpecification
{
    public override string Family => "layers";
    public override IReadOnlyList<LayerSpecification> Layers(IReadOnlyList<int> inputShape, int outputs) => throw new NotImplementedException();
}

/// <summary>One layer. <paramref name="Name"/> is the module's name in the state dictionary.</summary>
public abstract record LayerSpecification(string? Name);

/// <summary>Out null: the number of outputs that the dataset asks for (allowed in the last layer only).</summary>
public sealed record LinearLayer(string? Name, int? Out, bool Bias = true) : LayerSpecification(Name);
public sealed record Conv2dLayer(string? Name, int Out, int Kernel, int Stride = 1, int Padding = 0, bool Bias = true) : LayerSpecification(Name);
public sealed record BatchNormLayer(string? Name, double Eps = 1e-5, double Momentum = 0.1) : LayerSpecification(Name);
public sealed record LayerNormLayer(string? Name, double Eps = 1e-5) : LayerSpecification(Name);
/// <summary>relu, gelu, tanh or sigmoid.</summary>
public sealed record ActivationLayer(string? Name, string Function) : LayerSpecification(Name);
public sealed record MaxPool2dLayer(string? Name, int Kernel, int Stride) : LayerSpecification(Name);
public sealed record AvgPool2dLayer(string? Name, int Kernel, int Stride) : LayerSpecification(Name);
public sealed record DropoutLayer(string? Name, double P) : LayerSpecification(Name);
public sealed record FlattenLayer(string? Name) : LayerSpecification(Name);
