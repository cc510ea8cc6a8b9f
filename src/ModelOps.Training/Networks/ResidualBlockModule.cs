using ModelOps.Core;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelOps.Training;

/// <summary>Convolutions with batch norm and ReLU between them, added to the input, and a last ReLU.</summary>
internal sealed class ResidualBlockModule : Module<Tensor, Tensor>
{
    private readonly ConvolutionAndNorm[] parts;
    private readonly ConvolutionAndNorm? downsample;

    private sealed record ConvolutionAndNorm(Conv2dModule Convolution, BatchNormModule Norm)
    {
        /// <summary>A new tensor that nothing else needs.</summary>
        public Tensor Forward(Tensor input) => Norm.forward(Convolution.forward(input));
    }

    public ResidualBlockModule(PlannedLayer layer, ResidualBlockLayer block, Device device)
        : base(layer.Name)
    {
        int channels = layer.Input[0];
        var convolutions = block.Convolutions;
        parts = new ConvolutionAndNorm[convolutions.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            var (output, kernel, stride) = convolutions[i];
            parts[i] = Part($"conv{i + 1}", $"bn{i + 1}", channels, output, kernel, stride, device);
            channels = output;
        }
        if (block.HasDownsample(layer.Input[0]))
            downsample = Part("downsample.0", "downsample.1", layer.Input[0], block.Out, 1, block.Stride, device);
    }

    /// <summary>[batch, channels, height, width] to the same, or to more channels and fewer pixels.</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var value = input;
        for (int i = 0; i < parts.Length; i++)
        {
            // Batch norm's gradient needs its input only, so that what comes out may be overwritten.
            value = parts[i].Forward(value);
            if (i < parts.Length - 1)
                value = value.relu_();
        }
        return value.add_(downsample?.Forward(input) ?? input).relu_().MoveToOuterDisposeScope();
    }

    private ConvolutionAndNorm Part(
        string convolutionName, string normName, int channels, int output, int kernel, int stride, Device device)
    {
        var layer = new Conv2dLayer(convolutionName, output, kernel, stride, kernel / 2, Bias: false, FanOut: true);
        var convolution = new Conv2dModule(new PlannedLayer(convolutionName.Split('.')[^1], layer, [channels], [output]), layer, device);
        var normLayer = new BatchNormLayer(normName);
        var norm = new BatchNormModule(new PlannedLayer(normName.Split('.')[^1], normLayer, [output], [output]), normLayer, device);
        ModuleGroup.Register(this, convolutionName, convolution);
        ModuleGroup.Register(this, normName, norm);
        return new ConvolutionAndNorm(convolution, norm);
    }
}
