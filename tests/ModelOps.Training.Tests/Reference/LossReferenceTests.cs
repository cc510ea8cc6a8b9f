using System.Text.Json;
using ModelOps.Core;
using ModelOps.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelOps.Training.Tests;

/// <summary>Label smoothing, class weights and clipping give PyTorch's losses and gradients.</summary>
public sealed class LossReferenceTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    [Fact]
    public void SmoothedAndWeightedLosses()
    {
        var known = PyTorch.Numbers.GetProperty("losses");
        var targets = tensor(known.Doubles("targets").Select(v => (long)v).ToArray());
        var weights = tensor(known.Floats("weights"));
        foreach (var one in known.GetProperty("cases").EnumerateArray())
        {
            using var outputs = new Parameter(tensor(known.Floats("outputs"), [6, 4]));
            var objective = Objective.Of("classify", one.Double("smoothing"), one.GetProperty("weighted").GetBoolean() ? weights : null);
            var loss = objective.Loss(outputs, targets);
            loss.backward();
            Assert.Equal(one.Double("loss"), loss.item<float>(), 1e-6);
            PyTorch.Close(one.Doubles("gradient"), Values(outputs.grad!), 1e-5);
            var summed = objective.Loss(outputs, targets, nn.Reduction.Sum).div(objective.Weight(targets));
            Assert.Equal(one.Double("loss"), summed.item<float>(), 1e-6);
        }
    }

    public static TheoryData<StepWay> Ways => FusedOptimizers.IsAvailable ? [.. Enum.GetValues<StepWay>()] : [StepWay.Operations];

    [Theory]
    [MemberData(nameof(Ways))]
    public void ClippedGradients(StepWay way)
    {
        var known = PyTorch.Numbers.GetProperty("clipping");
        var gradients = known.GetProperty("gradients").EnumerateArray().Select(Floats).ToList();
        foreach (var one in known.GetProperty("cases").EnumerateArray())
        {
            var parameters = gradients.Select(g => new Parameter(zeros(g.Length))).ToList();
            for (int i = 0; i < parameters.Count; i++)
                parameters[i].grad = tensor(gradients[i]);
            using var optimizer = Optimizer.Create(new OptimizerSettings(), parameters.Select((p, i) => ($"{i}", p)), way);
            double norm = optimizer.GradientNorm(one.Double("limit")).item<double>();
            Assert.Equal(one.Double("norm"), norm, norm * 1e-6);
            var clipped = one.GetProperty("clipped").EnumerateArray().Select(Floats).ToList();
            for (int i = 0; i < parameters.Count; i++)
                PyTorch.Close([.. clipped[i].Select(v => (double)v)], Values(parameters[i].grad!), 2e-6);
        }
    }

    [Fact]
    public void BalancedWeightsMakeEveryClassCountAlike()
    {
        long[] labels = [0, 0, 0, 0, 0, 0, 1, 1, 2, 2];
        float[] weights = ClassWeights.Balanced(labels, [0, 1, 2, 3, 4, 5, 6, 8, 9], 4);
        Assert.Equal([9 / (4 * 6f), 9 / (4 * 1f), 9 / (4 * 2f), 0f], weights);
    }

    public void Dispose() => scope.Dispose();

    private static float[] Floats(JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetSingle())];

    private static double[] Values(Tensor tensor) => [.. tensor.flatten().data<float>().ToArray().Select(v => (double)v)];
}
