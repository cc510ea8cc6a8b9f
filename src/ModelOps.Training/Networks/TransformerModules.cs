using ModelOps.Core;
using ModelOps.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelOps.Training;

/// <summary>Rows of a table by token: [batch, tokens] of int64 to [batch, tokens, width].</summary>
internal sealed class TokenEmbeddingModule : Module<Tensor, Tensor>
{
    private readonly long width;
    private Func<Tensor?> positions = () => null; // not a field of its own: the module of the positions registers it

    public TokenEmbeddingModule(PlannedLayer layer, TokenEmbeddingLayer embedding, Device device)
        : base(layer.Name)
    {
        width = embedding.Width;
        Weight = LayerModules.Parameter(Initialization.Normal(Initialization.EmbeddingDeviation, embedding.Vocabulary, width), device);
        register_parameter("weight", Weight);
    }

    /// <summary>[vocabulary, width].</summary>
    public Parameter Weight { get; }

    /// <summary>The module of the layer that follows, whose work this one does where a fused layer can.</summary>
    public PositionEmbeddingModule WithPositions(PlannedLayer layer, Device device)
    {
        var following = new PositionEmbeddingModule(layer, device) { IsJoined = true };
        positions = () => following.Weight;
        return following;
    }

    public override Tensor forward(Tensor input)
    {
        if (positions() is { } added && FusedLayers.Takes(added))
            return FusedLayers.Embedding(Weight, added, input);
        using var ids = input.flatten();
        using var rows = Weight.index_select(0, ids);
        return rows.view(input.shape[0], input.shape[1], width);
    }
}

/// <summary>Adds a row for each position.</summary>
internal sealed class PositionEmbeddingModule : Module<Tensor, Tensor>
{
    public PositionEmbeddingModule(PlannedLayer layer, Device device)
        : base(layer.Name)
    {
        Weight = LayerModules.Parameter(Initialization.Normal(Initialization.EmbeddingDeviation, layer.Input[0], layer.Input[1]), device);
        register_parameter("weight", Weight);
    }

    /// <summary>[context, width].</summary>
    public Parameter Weight { get; }

    /// <summary>True where the embedding before it adds the rows, if a fused layer can.</summary>
    public bool IsJoined { get; init; }

    public override Tensor forward(Tensor input)
    {
        if (IsJoined && FusedLayers.Takes(Weight))
            return input;
        using var rows = Weight.narrow(0, 0, input.shape[1]);
        return input.add(rows);
    }
}

/// <summary>Layer norm over the last dimension, with or without a bias.</summary>
internal sealed class FeatureNormModule : Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly long[] shape;
    private readonly double eps;

    public FeatureNormModule(string name, int width, FeatureNormLayer norm, Device device)
        : base(name)
    {
        (shape, eps) = ([width], norm.Eps);
        weight = LayerModules.Parameter(ones(shape), device);
        register_parameter("weight", weight);
        if (norm.Bias)
        {
            bias = LayerModules.Parameter(zeros(shape), device);
            register_parameter("bias", bias);
        }
    }

    public override Tensor forward(Tensor input) =>
        FusedLayers.Takes(input) ? FusedLayers.LayerNorm(input, weight, bias, eps) : functional.layer_norm(input, shape, weight, bias, eps);
}

/// <summary>A linear layer whose weight is an embedding's: [batch, tokens, width] to [batch, tokens, vocabulary].</summary>
internal sealed class TiedHeadModule(string name, TokenEmbeddingModule embedding) : Module<Tensor, Tensor>(name)
{
    private readonly Func<Tensor> weight = () => embedding.Weight; // not a field of its own: the embedding registers it

    public override Tensor forward(Tensor input) => LinearModule.Apply(input, weight(), null, relu: false);
}

/// <summary>A linear layer of a transformer block, drawn from a normal distribution; its bias, where it has one, begins at zero.</summary>
internal sealed class ProjectionModule : Module<Tensor, Tensor>
{
    public ProjectionModule(string name, long inputs, long outputs, double deviation, bool bias, Device device)
        : base(name)
    {
        Weight = LayerModules.Parameter(Initialization.Normal(deviation, outputs, inputs), device);
        Bias = bias ? LayerModules.Parameter(zeros(outputs), device) : null;
        register_parameter("weight", Weight);
        if (Bias is not null)
            register_parameter("bias", Bias);
    }

    public Parameter Weight { get; }
    public Parameter? Bias { get; }

    public override Tensor forward(Tensor input) => LinearModule.Apply(input, Weight, Bias, relu: false);
}
