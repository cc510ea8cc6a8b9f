using ModelOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelOps.Training.Tests;

/// <summary>
/// Two training steps from PyTorch's weights on PyTorch's inputs give its losses and its weights. The numbers were written by
/// reference_steps.py.
/// </summary>
public sealed class StepReferenceTests
{
    private static readonly GptSpecification Gpt = new() { LayerCount = 2, Heads = 2, Width = 16, Context = 8 };

    public static TheoryData<string, NetworkSpecification, int[], int, OptimizerSettings> Networks => new()
    {
        { "gpt", Gpt, [8], 19, new OptimizerSettings { Name = "adamw", Lr = 0.01 } },
        { "gpt-bias", Gpt with { Bias = true }, [8], 19, new OptimizerSettings { Name = "sgd", Lr = 0.1, WeightDecay = 0 } },
        { "mlp", new MlpSpecification { Hidden = [20, 20] }, [12], 5, new OptimizerSettings { Name = "sgd", Lr = 0.1, WeightDecay = 0 } },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void TwoStepsGiveWhatPyTorchGives(
        string name, NetworkSpecification network, int[] shape, int outputs, OptimizerSettings settings)
    {
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(Path.Combine(AppContext.BaseDirectory, "Reference", name + ".steps"));
        using var built = new PlanNetwork(NetworkPlan.Create(network, shape, outputs), CPU);
        using (no_grad())
        {
            foreach (var (tensorName, tensor) in built.Tensors)
                tensor.copy_(Read(file, "before." + tensorName));
        }
        Assert.Equal(file.Tensors.Keys.Where(k => k.StartsWith("before.", StringComparison.Ordinal)).Order(),
            built.Tensors.Keys.Select(k => "before." + k).Order());
        using var optimizer = Optimizer.Create(settings, built.Parameters);
        var step = new TrainingStep(built, Objective.Of(network is GptSpecification ? Dataset.Language : Dataset.Classify), optimizer);

        var losses = Read(file, "losses").data<float>().ToArray();
        for (int i = 0; i < losses.Length; i++)
        {
            var loss = step.Run([new MicroBatch(Read(file, "inputs"), Read(file, "targets"))], settings.Lr, i + 1).Loss;
            Assert.Equal(losses[i], loss.item<float>(), 1e-5f);
        }
        foreach (var (tensorName, tensor) in built.Tensors)
        {
            using var difference = tensor.sub(Read(file, "after." + tensorName)).abs().max();
            Assert.True(difference.item<float>() < 2e-5f, $"{tensorName} differs by {difference.item<float>()}");
        }
    }

    private static Tensor Read(SafetensorsFile file, string name)
    {
        var info = file.Tensor(name);
        long[] shape = [.. info.Shape];
        if (info.DType == "I64")
        {
            var numbers = new long[info.Length / sizeof(long)];
            file.Read<long>(name, numbers);
            return tensor(numbers, shape);
        }
        var values = new float[info.Length / sizeof(float)];
        file.Read<float>(name, values);
        return tensor(values, shape);
    }
}
