using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>
/// PyTorch's default initialisations of nn.Linear and nn.Conv2d, drawn in its order: with the same seed, the same weights; and GPT-2's.
/// </summary>
internal static class Initialization
{
    /// <summary>
    /// Kaiming-uniform with a = √5 (He et al. 2015), which is ±1 / √fan_in. Written as PyTorch computes it, to round alike.
    /// </summary>
    public static Tensor Weight(params long[] shape)
    {
        double gain = Math.Sqrt(2.0 / (1 + Math.Pow(Math.Sqrt(5), 2)));
        double bound = Math.Sqrt(3.0) * (gain / Math.Sqrt(FanIn(shape)));
        return empty(shape).uniform_(-bound, bound);
    }

    /// <summary>±1 / √fan_in, for the bias of a layer with weights of shape <paramref name="weight"/>.</summary>
    public static Tensor Bias(params long[] weight)
    {
        double bound = 1 / Math.Sqrt(FanIn(weight));
        return empty(weight[0]).uniform_(-bound, bound);
    }

    /// <summary>Standard deviation of GPT-2's weights (Radford et al. 2019).</summary>
    public const double EmbeddingDeviation = 0.02;

    /// <summary>Normally distributed around zero.</summary>
    public static Tensor Normal(double deviation, params long[] shape) => empty(shape).normal_(0, deviation);

    /// <summary>
    /// Kaiming-normal by fan-out for ReLU (He et al. 2015), as torchvision draws a residual network's convolutions: √(2 / fan_out).
    /// </summary>
    public static Tensor FanOutWeight(params long[] shape) =>
        Normal(Math.Sqrt(2.0 / (shape[0] * shape.Skip(2).Aggregate(1L, (a, b) => a * b))), shape);

    private static long FanIn(long[] shape) => shape.Skip(1).Aggregate(1L, (a, b) => a * b);
}
