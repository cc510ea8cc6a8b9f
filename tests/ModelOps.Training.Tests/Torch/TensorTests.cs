using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelOps.Training.Tests.Torch;

public sealed class TensorTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    [Fact]
    public void ArithmeticGivesKnownValues()
    {
        var a = tensor(new[] { 1f, 2f, 3f });
        var b = tensor(new[] { 4f, 5f, 6f });

        Assert.Equal([5f, 7f, 9f], Values(a + b));
        Assert.Equal([-3f, -3f, -3f], Values(a - b));
        Assert.Equal([4f, 10f, 18f], Values(a * b));
        Assert.Equal([0.25f, 0.4f, 0.5f], Values(a / b));
        Assert.Equal([9f, 8f, 7f], Values(10 - a));
        Assert.Equal([6f, 3f, 2f], Values(6.0 / a));
        Assert.Equal([3f, 4.5f, 6f], Values(a.add(b, 0.5)));
        Assert.Equal([5f, 12f, 21f], Values(a.addcmul(a, b, 1)));
        Assert.Equal(32f, a.mul(b).sum().item<float>());
        Assert.Equal([false, false, true], (a > 2.5).data<bool>().ToArray());
    }

    [Fact]
    public void InPlaceOperationsChangeTheTensorAndGiveItBack()
    {
        var a = tensor(new[] { 1f, -2f });
        var same = a.add_(1).mul_(2).relu_();

        Assert.Same(a, same);
        Assert.Equal([4f, 0f], Values(a));
    }

    [Fact]
    public void LayersGiveKnownValues()
    {
        var x = tensor(new[] { 1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f, 9f }, [1, 1, 3, 3]);
        var kernel = ones(1, 1, 2, 2);

        Assert.Equal([12f, 16f, 24f, 28f], Values(functional.conv2d(x, kernel)));
        Assert.Equal([5f, 6f, 8f, 9f], Values(functional.max_pool2d(x, [2, 2], [1, 1])));
        Assert.Equal([3f, 4f, 6f, 7f], Values(functional.avg_pool2d(x, [2, 2], [1, 1])));
        var logits = tensor(new[] { 0f, 0f, 0f, MathF.Log(2) }, [2, 2]);
        var loss = functional.cross_entropy(logits, tensor(new long[] { 0, 1 }));
        Assert.Equal((Math.Log(2) + Math.Log(1.5)) / 2, loss.item<float>(), 1e-6);
        Assert.Equal([1L, 0L], tensor(new[] { 1f, 2f, 4f, 3f }, [2, 2]).argmax(1).data<long>().ToArray());
    }

    [Fact]
    public void ViewsKeepTheOrderOfTheirDimensions()
    {
        var a = arange(6, dtype: ScalarType.Float32).reshape(2, 3);
        var turned = a.transpose(0, 1);

        Assert.False(turned.is_contiguous());
        Assert.Equal([3L, 2L], turned.shape);
        Assert.Equal([0f, 3f, 1f, 4f, 2f, 5f], Values(turned));
        Assert.Equal(4f, turned.data<float>()[1, 1]);
        Assert.Equal([3f, 4f], Values(a.narrow(1, 0, 2)[1]));
        Assert.Equal([3f, 4f, 5f], Values(a.index_select(0, tensor(new long[] { 1 }))));
    }

    [Fact]
    public void BytesAreTheTensorsMemory()
    {
        var a = zeros(2, ScalarType.Int64);
        MemoryMarshal.Cast<byte, long>(a.bytes)[1] = 7;

        Assert.Equal([0L, 7L], a.data<long>().ToArray());
    }

    [Fact]
    public void TypesAreConverted()
    {
        var a = tensor(new[] { 1.7f, -1.7f });

        Assert.Equal([1L, -1L], a.to(ScalarType.Int64).data<long>().ToArray());
        Assert.Equal(ScalarType.Float64, a.to(ScalarType.Float64).dtype);
        Assert.Equal(ScalarType.Int32, tensor(new[] { 1, 2 }).dtype);
    }

    [Fact]
    public void TheSameSeedDrawsTheSameNumbers()
    {
        manual_seed(5);
        var first = Values(randn(100));
        manual_seed(5);
        Assert.Equal(first, Values(randn(100)));
        Assert.NotEqual(first, Values(randn(100)));
    }

    [Fact]
    public void ErrorsSayWhatIsWrong()
    {
        var shapes = Assert.Throws<ExternalException>(() => ones(2, 3).mm(ones(2, 3)));
        Assert.Contains("2x3", shapes.Message);
        Assert.Throws<ArgumentException>(() => tensor(new[] { 1f }).item<double>());
        Assert.Throws<ArgumentException>(() => ones(2).item<float>());
        var gone = ones(1);
        gone.Dispose();
        Assert.Throws<InvalidOperationException>(() => gone.add(1));
    }

    public void Dispose() => scope.Dispose();

    private static float[] Values(Tensor tensor) => [.. tensor.data<float>()];
}
