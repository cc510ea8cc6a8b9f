using System.Globalization;

namespace ModelOps.Core;

/// <summary>
/// A residual network (He et al. 2015, "Deep residual learning for image recognition") of 18, 34 or 50 layers, with torchvision's names and
/// its place of the stride in bottlenecks (the 3 × 3 convolution): conv1, bn1, layer1.0.conv1, …, fc.
/// </summary>
public sealed record ResNetSpecification : NetworkSpecification
{
    /// <summary>Stem of the paper: a 7 × 7 convolution and a max pool, each of stride 2.</summary>
    public const string StandardStem = "standard";
    /// <summary>Stem for images of 32 × 32 pixels or so, as the paper has for CIFAR-10: a 3 × 3 convolution of stride 1.</summary>
    public const string SmallStem = "small";

    private const int StemChannels = 64;
    private static readonly int[] Channels = [64, 128, 256, 512];

    /// <summary>Depths that are known, and the blocks of their four stages.</summary>
    private static readonly Dictionary<int, int[]> Stages = new() { [18] = [2, 2, 2, 2], [34] = [3, 4, 6, 3], [50] = [3, 4, 6, 3] };

    public static IReadOnlyList<int> Depths { get; } = [.. Stages.Keys.Order()];

    public override string Family => "resnet";
    /// <summary>18, 34 or 50: layers with weights.</summary>
    public int Depth { get; init; } = 18;
    /// <summary>standard or small.</summary>
    public string Stem { get; init; } = StandardStem;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerSpecification> Layers(IReadOnlyList<int> inputShape, int outputs)
    {
        if (!Stages.TryGetValue(Depth, out var blocks))
            throw NetworkPlan.Misfit("resnet", $"a depth of {Depth}", string.Join(", ", Depths));
        var layers = new List<LayerSpecification>();
        bool small = Stem == SmallStem;
        layers.Add(new Conv2dLayer("conv1", StemChannels, small ? 3 : 7, small ? 1 : 2, small ? 1 : 3, Bias: false, FanOut: true));
        layers.Add(new BatchNormLayer("bn1"));
        layers.Add(new ActivationLayer("relu", "relu"));
        if (!small)
            layers.Add(new MaxPool2dLayer("maxpool", 3, 2, 1));
        for (int stage = 0; stage < blocks.Length; stage++)
        {
            for (int i = 0; i < blocks[stage]; i++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"layer{stage + 1}.{i}");
                layers.Add(new ResidualBlockLayer(name, Channels[stage], stage > 0 && i == 0 ? 2 : 1, Depth >= 50));
            }
        }
        layers.Add(new GlobalAvgPoolLayer("avgpool"));
        layers.Add(new LinearLayer("fc", null));
        return layers;
    }
}

/// <summary>
/// Convolutions with batch norm whose result is added to the input; a 1 × 1 convolution ("downsample") brings the input to the result's
/// shape where that is another. Basic: two 3 × 3; bottleneck: 1 × 1, 3 × 3, 1 × 1 with four times the channels.
/// </summary>
/// <param name="Name">layer1.0.</param>
/// <param name="Channels">Channels of the 3 × 3 convolutions.</param>
/// <param name="Stride">Of the first 3 × 3 convolution.</param>
/// <param name="Bottleneck">True for a bottleneck.</param>
public sealed record ResidualBlockLayer(string? Name, int Channels, int Stride, bool Bottleneck) : LayerSpecification(Name)
{
    private const int Expansion = 4;

    /// <summary>Channels of the result.</summary>
    public int Out => Bottleneck ? Channels * Expansion : Channels;

    /// <summary>The convolutions in order: channels, kernel, stride.</summary>
    public IReadOnlyList<(int Out, int Kernel, int Stride)> Convolutions => Bottleneck
        ? [(Channels, 1, 1), (Channels, 3, Stride), (Out, 1, 1)]
        : [(Channels, 3, Stride), (Channels, 3, 1)];

    /// <summary>True where the input needs a convolution to be added to the result.</summary>
    public bool HasDownsample(int inputChannels) => Stride != 1 || inputChannels != Out;
}

/// <summary>The mean of each channel.</summary>
public sealed record GlobalAvgPoolLayer(string? Name) : LayerSpecification(Name);
