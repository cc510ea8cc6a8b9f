using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelOps.Training.Tests.Torch;

/// <summary>Gradients that backward works out, against differences of the loss.</summary>
public sealed class GradientTests : IDisposable
{
    private const double Step = 1e-5;
    private readonly DisposeScope scope = NewDisposeScope();

    public static TheoryData<string, long[], Func<Tensor, Tensor>> Layers => new()
    {
        { "linear", [3, 4], w => functional.linear(Input(2, 4), w).tanh() },
        { "conv2d", [2, 1, 2, 2], w => functional.max_pool2d(functional.conv2d(Input(2, 1, 5, 5), w).sigmoid(), [2, 2]) },
        { "avg_pool2d", [1, 1, 4, 4], w => functional.avg_pool2d(functional.gelu(w), [2, 2]) },
        { "layer_norm", [2, 6], w => functional.layer_norm(w, [6]).mul(Input(2, 6)) },
        { "batch_norm", [5, 3], w => functional.batch_norm(w, null, null, training: true).mul(Input(5, 3)) },
        { "cross_entropy", [4, 3], w => functional.cross_entropy(w, tensor(new long[] { 0, 2, 1, 1 })) },
        { "mse_loss", [4, 1], w => functional.mse_loss(w, Input(4, 1)) },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void BackwardGivesTheSlopeOfTheLoss(string layer, long[] shape, Func<Tensor, Tensor> apply)
    {
        manual_seed(layer.Length);
        var weight = new Parameter(randn(shape, ScalarType.Float64));
        apply(weight).sum().backward();
        double[] gradient = [.. weight.grad!.data<double>()];

        using var ungraded = no_grad();
        var values = weight.data<double>();
        for (int i = 0; i < gradient.Length; i++)
        {
            double at = values.ToArray()[i];
            double Loss(double value)
            {
                values.CopyFrom([value], 0, i);
                return apply(weight).sum().item<double>();
            }
            double slope = (Loss(at + Step) - Loss(at - Step)) / (2 * Step);
            values.CopyFrom([at], 0, i);
            Assert.Equal(slope, gradient[i], 1e-6);
        }
    }

    [Fact]
    public void NoGraphIsKeptWithoutGradients()
    {
        var weight = new Parameter(ones(2));
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            Assert.False(weight.mul(2).requires_grad);
        }
        Assert.True(weight.mul(2).requires_grad);
        Assert.False(weight.detach().requires_grad);
    }

    [Fact]
    public void GradientsAddUpUntilTheyAreDropped()
    {
        var weight = new Parameter(ones(2));
        weight.sum().backward();
        weight.sum().backward();
        Assert.Equal([2f, 2f], weight.grad!.data<float>().ToArray());
        weight.grad = null;
        Assert.Null(weight.grad);
    }

    [Fact]
    public void ClippingScalesAllGradientsByTheSameShare()
    {
        var first = new Parameter(ones(1));
        var second = new Parameter(ones(1));
        (first * 3 + second * 4).sum().backward();

        Assert.Equal(5, nn.utils.clip_grad_norm_([first, second], 1), 1e-6);
        Assert.Equal(0.6, first.grad!.item<float>(), 1e-5);
        Assert.Equal(0.8, second.grad!.item<float>(), 1e-5);
    }

    public void Dispose() => scope.Dispose();

    private static Tensor Input(params long[] shape)
    {
        long count = shape.Aggregate(1L, (a, b) => a * b);
        return tensor(Enumerable.Range(0, (int)count).Select(i => Math.Sin(1.3 * i)).ToArray(), shape);
    }
}
