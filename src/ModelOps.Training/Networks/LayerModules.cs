using ModelOps.Core;
using ModelOps.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelOps.Training;

/// <summary>
/// Modules of the layers of a plan. Those with parameters hold them under PyTorch's names, on the device they were made for.
/// </summary>
internal static class LayerModules
{
    /// <param name="layer">The layer with its shapes.</param>
    /// <param name="inPlace">True where the input is needed by no one else, so that an activation may overwrite it.</param>
    /// <param name="device">Where its parameters lie.</param>
    public static Module<Tensor, Tensor> Create(PlannedLayer layer, bool inPlace, Device device) => layer.Layer switch
    {
        LinearLayer linear => new LinearModule(layer, linear, device),
        Conv2dLayer conv => new Conv2dModule(layer, conv, device),
        BatchNormLayer norm => new BatchNormModule(layer, norm, device),
        LayerNormLayer norm => new LayerNormModule(layer, norm, device),
        ActivationLayer { Function: "relu" } => new FunctionModule(layer.Name, inPlace ? x => x.relu_() : x => functional.relu(x)),
        ActivationLayer { Function: "gelu" } => new FunctionModule(layer.Name, x => functional.gelu(x)),
        ActivationLayer { Function: "tanh" } => new FunctionModule(layer.Name, x => x.tanh()),
        ActivationLayer { Function: "sigmoid" } => new FunctionModule(layer.Name, x => x.sigmoid()),
        MaxPool2dLayer pool => new FunctionModule(layer.Name,
            x => functional.max_pool2d(x, [pool.Kernel, pool.Kernel], [pool.Stride, pool.Stride], [pool.Padding, pool.Padding])),
        AvgPool2dLayer pool => new FunctionModule(layer.Name,
            x => functional.avg_pool2d(x, [pool.Kernel, pool.Kernel], [pool.Stride, pool.Stride])),
        DropoutLayer dropout => new DropoutModule(layer.Name, dropout.P),
        TokenEmbeddingLayer embedding => new TokenEmbeddingModule(layer, embedding, device),
        PositionEmbeddingLayer => new PositionEmbeddingModule(layer, device),
        TransformerBlockLayer block => new TransformerBlockModule(layer, block, device),
        FeatureNormLayer norm => new FeatureNormModule(layer.Name, layer.Input[^1], norm, device),
        ResidualBlockLayer block => new ResidualBlockModule(layer, block, device),
        GlobalAvgPoolLayer => new FunctionModule(layer.Name, x => x.mean([2, 3])),
        FlattenLayer => new FunctionModule(layer.Name, x => x.flatten(1)),
        var other => throw new ArgumentException($"No module is known for a layer of kind {other.GetType().Name}."),
    };

    /// <summary>A parameter on a device, made from a tensor on the CPU.</summary>
    public static Parameter Parameter(Tensor value, Device device) => new(Placed(value, device));

    /// <summary>
    /// A tensor that was made on the CPU, on a device; the one given is disposed of. To a GPU it goes from pinned memory, and nobody waits:
    /// libtorch keeps that memory until the copy is done.
    /// </summary>
    public static Tensor Placed(Tensor value, Device device)
    {
        if (device.type == DeviceType.CPU)
            return value;
        using (value)
        {
            if (device.type != DeviceType.CUDA || value.numel() == 0)
                return value.to(device);
            using var pinned = value.pin_memory();
            return pinned.to(device, non_blocking: true);
        }
    }
}

/// <summary>A layer without parameters that is the same in training and evaluation.</summary>
internal sealed class FunctionModule(string name, Func<Tensor, Tensor> function) : Module<Tensor, Tensor>(name)
{
    public override Tensor forward(Tensor input) => function(input);
}

internal sealed class DropoutModule(string name, double p) : Module<Tensor, Tensor>(name)
{
    public override Tensor forward(Tensor input) => Apply(input, p, training);

    /// <summary>The input itself where nothing is dropped.</summary>
    public static Tensor Apply(Tensor input, double p, bool training) =>
        !training || p == 0 ? input : FusedDropout.Takes(input) ? FusedDropout.Apply(input, p) : functional.dropout(input, p);
}

internal sealed class LinearModule : Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter? bias;

    public LinearModule(PlannedLayer layer, LinearLayer linear, Device device)
        : base(layer.Name)
    {
        long[] shape = [layer.Output[0], layer.Input[0]];
        weight = LayerModules.Parameter(Initialization.Weight(shape), device);
        bias = linear.Bias ? LayerModules.Parameter(Initialization.Bias(shape), device) : null;
        register_parameter("weight", weight);
        if (bias is not null)
            register_parameter("bias", bias);
    }

    /// <summary>Whether a ReLU that follows is part of it.</summary>
    public bool Relu { get; init; }

    public override Tensor forward(Tensor input) => Apply(input, weight, bias, Relu);

    /// <summary>x Wᵀ + b, and ReLU of it where wanted.</summary>
    public static Tensor Apply(Tensor input, Tensor weight, Tensor? bias, bool relu)
    {
        if (FusedLayers.Takes(input))
            return FusedLayers.Linear(input, weight, bias, relu);
        var output = functional.linear(input, weight, bias);
        return relu ? output.relu_() : output;
    }
}

internal sealed class Conv2dModule : Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly long[] stride;
    private readonly long[] padding;

    public Conv2dModule(PlannedLayer layer, Conv2dLayer conv, Device device)
        : base(layer.Name)
    {
        long[] shape = [conv.Out, layer.Input[0], conv.Kernel, conv.Kernel];
        stride = [conv.Stride, conv.Stride];
        padding = [conv.Padding, conv.Padding];
        weight = LayerModules.Parameter(conv.FanOut ? Initialization.FanOutWeight(shape) : Initialization.Weight(shape), device);
        bias = conv.Bias ? LayerModules.Parameter(Initialization.Bias(shape), device) : null;
        register_parameter("weight", weight);
        if (bias is not null)
            register_parameter("bias", bias);
    }

    public override Tensor forward(Tensor input) => functional.conv2d(input, weight, bias, stride, padding);
}

internal sealed class LayerNormModule : Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly long[] shape;
    private readonly double eps;

    public LayerNormModule(PlannedLayer layer, LayerNormLayer norm, Device device)
        : base(layer.Name)
    {
        shape = [.. layer.Input.Select(n => (long)n)];
        eps = norm.Eps;
        weight = LayerModules.Parameter(ones(shape), device);
        bias = LayerModules.Parameter(zeros(shape), device);
        register_parameter("weight", weight);
        register_parameter("bias", bias);
    }

    public override Tensor forward(Tensor input) => functional.layer_norm(input, shape, weight, bias, eps);
}

internal sealed class BatchNormModule : Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly Tensor mean;
    private readonly Tensor variance;
    private readonly Tensor count;
    private readonly BatchNormLayer norm;

    public BatchNormModule(PlannedLayer layer, BatchNormLayer norm, Device device)
        : base(layer.Name)
    {
        this.norm = norm;
        long[] shape = [layer.Input[0]];
        weight = LayerModules.Parameter(ones(shape), device);
        bias = LayerModules.Parameter(zeros(shape), device);
        mean = LayerModules.Placed(zeros(shape), device);
        variance = LayerModules.Placed(ones(shape), device);
        count = LayerModules.Placed(zeros(Array.Empty<long>(), ScalarType.Int64), device);
        register_parameter("weight", weight);
        register_parameter("bias", bias);
        register_buffer("running_mean", mean);
        register_buffer("running_var", variance);
        register_buffer("num_batches_tracked", count);
    }

    public override Tensor forward(Tensor input)
    {
        if (training)
            count.add_(1);
        return functional.batch_norm(input, mean, variance, weight, bias, training, norm.Momentum, norm.Eps);
    }
}
