using System.Globalization;

namespace ModelOps.Core;

/// <summary>A network as a profile gives it: a family with its sizes, or a list of layers.</summary>
public abstract record NetworkSpecification
{
    /// <summary>mlp, cnn, resnet, gpt, layers.</summary>
    public abstract string Family { get; }

    /// <summary>The layers, in order, for samples of one shape and a number of outputs. Names are PyTorch's.</summary>
    public abstract IReadOnlyList<LayerSpecification> Layers(IReadOnlyList<int> inputShape, int outputs);
}

/// <summary>
/// Linear layers with an activation (and, where <see cref="Dropout"/> is above 0, a dropout) between them; names as nn.Sequential gives
/// them (0.weight, 2.weight, …). A sample of more than one dimension is flattened first, by a layer outside of that numbering.
/// </summary>
public sealed record MlpSpecification : NetworkSpecification
{
    public override string Family => "mlp";
    public IReadOnlyList<int> Hidden { get; init; } = [128];
    /// <summary>relu, gelu, tanh or sigmoid.</summary>
    public string Activation { get; init; } = "relu";
    public double Dropout { get; init; }

    public override IReadOnlyList<LayerSpecification> Layers(IReadOnlyList<int> inputShape, int outputs)
    {
        var layers = new List<LayerSpecification>();
        string Next() => layers.Count.ToString(CultureInfo.InvariantCulture);
        foreach (int width in Hidden)
        {
            layers.Add(new LinearLayer(Next(), width));
            layers.Add(new ActivationLayer(Next(), Activation));
            if (Dropout > 0)
                layers.Add(new DropoutLayer(Next(), Dropout));
        }
        layers.Add(new LinearLayer(Next(), null));
        return inputShape.Count == 1 ? layers : [new FlattenLayer("flatten"), .. layers];
    }

    public bool Equals(MlpSpecification? other) =>
        other is not null && Hidden.SequenceEqual(other.Hidden) && (Activation, Dropout) == (other.Activation, other.Dropout);

    public override int GetHashCode() => HashCode.Combine(Hidden.Count, Activation, Dropout);
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

    public override IReadOnlyList<LayerSpecification> Layers(IReadOnlyList<int> inputShape, int outputs)
    {
        var layers = new List<LayerSpecification>();
        for (int i = 0; i < Channels.Count; i++)
        {
            layers.Add(new Conv2dLayer(Numbered("conv", i), Channels[i], Kernel, Padding: Padding));
            layers.Add(new ActivationLayer(Numbered("relu", i), "relu"));
        }
        layers.Add(new MaxPool2dLayer("pool", 2, 2));
        layers.Add(new DropoutLayer("dropout1", Dropout));
        layers.Add(new FlattenLayer("flatten"));
        layers.Add(new LinearLayer("fc1", Hidden));
        layers.Add(new ActivationLayer(Numbered("relu", Channels.Count), "relu"));
        layers.Add(new DropoutLayer("dropout2", HiddenDropout ?? Dropout));
        layers.Add(new LinearLayer("fc2", null));
        return layers;
    }

    private static string Numbered(string name, int index) => name + (index + 1).ToString(CultureInfo.InvariantCulture);

    public bool Equals(CnnSpecification? other) =>
        other is not null && Channels.SequenceEqual(other.Channels)
        && (Kernel, Padding, Hidden, Dropout, HiddenDropout)
            == (other.Kernel, other.Padding, other.Hidden, other.Dropout, other.HiddenDropout);

    public override int GetHashCode() => HashCode.Combine(Channels.Count, Kernel, Padding, Hidden, Dropout, HiddenDropout);
}

/// <summary>A list of layers, as nn.Sequential; a layer without a name is named by its position.</summary>
public sealed record LayerListSpecification(IReadOnlyList<LayerSpecification> List) : NetworkSpecification
{
    public override string Family => "layers";

    public override IReadOnlyList<LayerSpecification> Layers(IReadOnlyList<int> inputShape, int outputs) =>
        [.. List.Select((layer, i) => layer.Name is null ? layer with { Name = i.ToString(CultureInfo.InvariantCulture) } : layer)];

    public bool Equals(LayerListSpecification? other) => other is not null && List.SequenceEqual(other.List);

    public override int GetHashCode() => List.Count;
}

/// <summary>One layer of a network. <paramref name="Name"/> is the module's name in the state dictionary.</summary>
public abstract record LayerSpecification(string? Name);

/// <summary>Out null: the number of outputs that the dataset asks for (allowed in the last layer only).</summary>
public sealed record LinearLayer(string? Name, int? Out, bool Bias = true) : LayerSpecification(Name);
/// <summary>FanOut: the weight is drawn as He et al. 2015 do for the backward pass, not by PyTorch's default.</summary>
public sealed record Conv2dLayer(
    string? Name, int Out, int Kernel, int Stride = 1, int Padding = 0, bool Bias = true, bool FanOut = false) : LayerSpecification(Name);
public sealed record BatchNormLayer(string? Name, double Eps = 1e-5, double Momentum = 0.1) : LayerSpecification(Name);
/// <summary>Over all dimensions of a sample.</summary>
public sealed record LayerNormLayer(string? Name, double Eps = 1e-5) : LayerSpecification(Name);
/// <summary>relu, gelu, tanh or sigmoid.</summary>
public sealed record ActivationLayer(string? Name, string Function) : LayerSpecification(Name);
public sealed record MaxPool2dLayer(string? Name, int Kernel, int Stride, int Padding = 0) : LayerSpecification(Name);
public sealed record AvgPool2dLayer(string? Name, int Kernel, int Stride) : LayerSpecification(Name);
public sealed record DropoutLayer(string? Name, double P) : LayerSpecification(Name);
public sealed record FlattenLayer(string? Name) : LayerSpecification(Name);
