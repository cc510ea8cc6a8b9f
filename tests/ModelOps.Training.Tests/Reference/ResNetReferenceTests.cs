using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training.Tests;

/// <summary>Residual networks against torchvision's: names, shapes, and steps from the same weights.</summary>
public sealed class ResNetReferenceTests
{
    private const int InputStream = 1000;
    private const double LearningRate = 0.001;

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, PyTorch.ResNet.GetProperty("cases").GetArrayLength())];

    [Theory]
    [InlineData(18)]
    [InlineData(34)]
    [InlineData(50)]
    public void NamesShapesAndCountsAreThoseOfTorchvision(int depth)
    {
        var expected = PyTorch.ResNet.GetProperty("names").EnumerateArray().Single(n => n.Int("depth") == depth);
        var plan = NetworkPlan.Create(new ResNetSpecification { Depth = depth }, [3, 224, 224], 1000);
        Assert.Equal(expected.Int("parameters"), plan.Parameters);
        Assert.Equal(expected.Int("tensors"), plan.Tensors.Count);
        var lines = string.Concat(plan.Tensors.Select(t => $"{t.Name} [{string.Join(", ", t.Shape)}]\n"));
        Assert.Equal(expected.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines))));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void StepsFromTheSameWeightsGiveTheSameNumbers(int index)
    {
        var expected = PyTorch.ResNet.GetProperty("cases")[index];
        var (batch, size, classes) = (expected.Int("batch"), expected.Int("size"), expected.Int("classes"));
        var specification = new ResNetSpecification { Depth = expected.Int("depth"), Stem = expected.GetProperty("stem").GetString()! };
        using var network = new PlanNetwork(NetworkPlan.Create(specification, [3, size, size], classes), CPU);
        Fill(network);
        using var inputs = tensor(Drawn(batch * 3 * size * size, InputStream), [batch, 3, size, size]);
        using var targets = tensor(Enumerable.Range(0, batch).Select(i => (long)i % classes).ToArray());
        using var optimizer = Optimizer.Create(new OptimizerSettings { Name = "sgd", Lr = LearningRate, Momentum = 0.9, WeightDecay = 0 }, network.Parameters);
        var objective = Objective.Of(Dataset.Classify);

        var before = expected.GetProperty("changes").EnumerateObject().ToDictionary(c => c.Name, c => Values(network.Tensors[c.Name]));
        var losses = new List<double>();
        double[]? outputs = null;
        for (int step = 1; step <= expected.Doubles("losses").Length; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.ClearGradients();
            var result = network.forward(inputs);
            outputs ??= Values(result);
            var loss = objective.Loss(result, targets);
            loss.backward();
            optimizer.Step(LearningRate, step);
            losses.Add(loss.item<float>());
        }
        // Each limit is seven times and more what PyTorch's own kernels differ by among AVX-512, AVX2 and SSE 4.1: sums of tens of thousands of
        // products in another order, and batch norms over few numbers that make more of it.
        PyTorch.CloseTogether(expected.Doubles("outputs"), outputs!, 5e-4);
        PyTorch.Close(expected.Doubles("losses"), losses, 1e-2);
        foreach (var norm in expected.GetProperty("norms").EnumerateObject())
            PyTorch.Close([norm.Value.GetDouble()], [Norm(network.Tensors[norm.Name])], 2e-4);
        foreach (var change in expected.GetProperty("changes").EnumerateObject())
            PyTorch.Close([change.Value.GetDouble()], [Distance(before[change.Name], network.Tensors[change.Name])], 1e-2);
        Assert.Equal(expected.Int("batches"), network.Tensors["bn1.num_batches_tracked"].item<long>());
        network.eval();
        using var ungraded = no_grad();
        using var evaluated = network.forward(inputs);
        PyTorch.CloseTogether(expected.Doubles("evaluated"), Values(evaluated), 5e-3);
    }

    [Fact]
    public void ImagesOfATableAreSeenAsSquares()
    {
        var network = new ResNetSpecification { Stem = ResNetSpecification.SmallStem };
        Assert.Equal([10], NetworkPlan.Create(network, [1, 8, 8], 10).Layers[^1].Output);
        var error = Assert.Throws<ModelOpsException>(() => NetworkPlan.Create(network, [64], 10));
        Assert.Equal("NetworkDoesNotFit", error.ErrorId);
    }

    /// <summary>Numbers from -1 to 1 as resnet.py draws them.</summary>
    private static float[] Drawn(int count, int stream)
    {
        var numbers = new float[count];
        for (int i = 0; i < count; i++)
            numbers[i] = (float)(Mixed(unchecked((uint)i + (uint)stream * 0x1000193u)) / (double)(1L << 31) - 1);
        return numbers;
    }

    private static uint Mixed(uint h)
    {
        h = unchecked((h ^ (h >> 16)) * 0x85EBCA6Bu);
        h = unchecked((h ^ (h >> 13)) * 0xC2B2AE35u);
        return h ^ (h >> 16);
    }

    private static void Fill(PlanNetwork network)
    {
        using var ungraded = no_grad();
        var names = network.Tensors.Keys.Order(StringComparer.Ordinal).ToList();
        for (int stream = 0; stream < names.Count; stream++)
        {
            var value = network.Tensors[names[stream]];
            if (value.dtype == ScalarType.Int64 || names[stream].Contains("running", StringComparison.Ordinal))
                continue;
            int count = checked((int)value.shape.Aggregate(1L, (a, b) => a * b));
            bool matrix = value.shape.Length > 1;
            float bound = (float)(matrix ? Math.Sqrt(2.0 / (count / value.shape[0])) : 0.1);
            var numbers = Drawn(count, stream);
            for (int i = 0; i < count; i++)
                numbers[i] = numbers[i] * bound + (!matrix && names[stream].EndsWith("weight", StringComparison.Ordinal) ? 1 : 0);
            using var filled = tensor(numbers, value.shape);
            value.copy_(filled);
        }
    }

    private static double Distance(double[] before, Tensor value) =>
        Math.Sqrt(before.Zip(Values(value), (a, b) => (b - a) * (b - a)).Sum());

    private static double Norm(Tensor value) => Math.Sqrt(Values(value).Sum(v => v * v));

    private static double[] Values(Tensor value) => [.. value.detach().cpu().data<float>().ToArray().Select(v => (double)v)];
}
