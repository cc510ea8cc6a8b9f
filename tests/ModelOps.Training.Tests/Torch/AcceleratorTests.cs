using FsCheck;
using FsCheck.Fluent;
using ModelOps.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelOps.Training.Tests.Torch;

public sealed class AcceleratorTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly int threads = get_num_threads();

    [Fact]
    public void AdamWIsTheFormulaForAnyNumbers() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(
        Gen.Choose(-1000, 1000).Select(n => n / 250.0).ArrayOf(3).ToArbitrary(),
        Gen.Choose(1, 5000).ToArbitrary(),
        (numbers, step) =>
        {
            using var local = NewDisposeScope();
            var (w, m, v) = (new Parameter(Single(numbers[0])), Single(numbers[1]), Single(Math.Abs(numbers[2])));
            double g = numbers[0] * 2;
            w.mul(2).mul(w.detach()).sum().backward();

            FusedOptimizers.AdamW([w], [m], [v], 0.01, 0.9, 0.999, 1e-8, 0.1, step);

            double average = 0.9 * numbers[1] + 0.1 * g;
            double square = 0.999 * Math.Abs(numbers[2]) + 0.001 * g * g;
            double denominator = Math.Sqrt(square / (1 - Math.Pow(0.999, step))) + 1e-8;
            double expected = numbers[0] * (1 - 0.01 * 0.1) - 0.01 / (1 - Math.Pow(0.9, step)) * average / denominator;
            return Close(expected, w.item<double>()) && Close(average, m.item<double>()) && Close(square, v.item<double>());
        }));

    [Fact]
    public void AutocastIsForItsScopeAlone()
    {
        var (a, b) = (randn([3, 4]), randn([4, 2]));
        using (Autocast.Enter(DeviceType.CPU, ScalarType.BFloat16))
        {
            Assert.Equal(ScalarType.BFloat16, a.matmul(b).dtype);
            using (Autocast.Enter(DeviceType.CPU, ScalarType.BFloat16))
                Assert.Equal(ScalarType.BFloat16, a.matmul(b).dtype);
            Assert.Equal(ScalarType.BFloat16, a.matmul(b).dtype);
        }
        Assert.Equal(ScalarType.Float32, a.matmul(b).dtype);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void StepsDontDependOnTheNumberOfThreads(int count)
    {
        Assert.Equal(Trained(1), Trained(count));
    }

    [Fact]
    public void AParameterWithoutAGradientIsLeftAlone()
    {
        var (used, idle) = (new Parameter(ones(2)), new Parameter(ones(2)));
        used.sum().backward();

        FusedOptimizers.Sgd([idle, used], [], 0.5, 0, 0);

        Assert.Equal([1f, 1f], idle.data<float>().ToArray());
        Assert.Equal([0.5f, 0.5f], used.data<float>().ToArray());
    }

    [Fact]
    public void StateThatDoesNotFitIsRefused()
    {
        var weight = new Parameter(ones(2));
        weight.sum().backward();

        Assert.ThrowsAny<Exception>(() => FusedOptimizers.AdamW([weight], [zeros(3)], [zeros(2)], 0.1, 0.9, 0.999, 1e-8, 0, 1));
        Assert.Equal([1f, 1f], weight.data<float>().ToArray());
    }

    [Fact]
    public void DropoutDropsTheShareAndScalesTheRest()
    {
        manual_seed(1);
        var output = FusedDropout.Apply(ones(200_000), 0.25).data<float>().ToArray();

        Assert.InRange(output.Count(v => v == 0) / 200_000.0, 0.245, 0.255);
        Assert.All(output, v => Assert.True(v == 0 || v == 4f / 3f));
        // Neighbours are dropped independently: both in one case of sixteen.
        Assert.InRange(Enumerable.Range(1, output.Length - 1).Count(i => output[i] == 0 && output[i - 1] == 0) / 200_000.0, 0.0605, 0.0645);
    }

    [Fact]
    public void ASeedDecidesTheMaskWhateverTheThreads()
    {
        Assert.Equal(Mask(7, 1), Mask(7, 2));
        Assert.NotEqual(Mask(7, 1), Mask(8, 1));
    }

    [Fact]
    public void DropoutsGradientFlowsThroughWhatStays()
    {
        var weight = new Parameter(ones(1000));
        var output = FusedDropout.Apply(weight, 0.5);
        output.sum().backward();
        Assert.Equal(output.detach().data<float>().ToArray(), weight.grad!.data<float>().ToArray());
    }

    public void Dispose()
    {
        set_num_threads(threads);
        scope.Dispose();
    }

    private static Tensor Single(double value) => tensor(new[] { value });

    private static bool Close(double expected, double found) => Math.Abs(expected - found) <= 1e-9 * Math.Max(1, Math.Abs(expected));

    private static float[] Mask(long seed, int threads)
    {
        set_num_threads(threads);
        manual_seed(seed);
        return FusedDropout.Apply(ones(300_000), 0.5).data<float>().ToArray();
    }

    // Sizes that the threads' shares cut through.
    private static float[] Trained(int threads)
    {
        set_num_threads(threads);
        manual_seed(3);
        Tensor[] weights = [new Parameter(randn(100_003)), new Parameter(randn(17)), new Parameter(randn(65_536))];
        var (averages, squares) = (weights.Select(w => zeros_like(w)).ToArray(), weights.Select(w => zeros_like(w)).ToArray());
        for (int step = 1; step <= 3; step++)
        {
            foreach (var weight in weights)
                weight.mul(weight.detach()).sum().backward();
            FusedOptimizers.AdamW(weights, averages, squares, 0.01, 0.9, 0.999, 1e-8, 0.1, step);
        }
        return [.. weights.SelectMany(w => w.detach().data<float>())];
    }
}
