using ModelOps.Core;
using ModelOps.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelOps.Training.Tests;

public sealed class OptimizerTests : IDisposable
{
    private readonly Parameter weight = new(tensor(new[] { 1f, -2f, 0.5f, 3f }));

    public static IEnumerable<object[]> Settings =>
        from known in new (string, OptimizerSettings)[]
        {
            ("sgd", new() { Name = "sgd", Lr = 0.1, WeightDecay = 0 }),
            ("sgd-momentum", new() { Name = "sgd", Lr = 0.1, Momentum = 0.9, WeightDecay = 0.05 }),
            ("adam", new() { Name = "adam", Lr = 0.01, Betas = [0.8, 0.99], WeightDecay = 0.1 }),
            ("adamw", new() { Name = "adamw", Lr = 0.01, WeightDecay = 0.1 }),
        }
        from way in FusedOptimizers.IsAvailable ? Enum.GetValues<StepWay>() : [StepWay.Operations]
        select new object[] { known.Item1, known.Item2, way };

    [Theory]
    [MemberData(nameof(Settings))]
    public void FiveStepsGiveWhatPyTorchGives(string known, OptimizerSettings settings, StepWay way)
    {
        using var optimizer = Optimizer.Create(settings, [("w", weight)], way);
        Assert.Equal(way, optimizer.Way);
        for (int i = 0; i < 5; i++)
            Step(optimizer, settings, i);
        var values = weight.detach().data<float>().ToArray();
        for (int i = 0; i < values.Length; i++)
            Assert.Equal(Known.AfterFiveSteps[known][i], values[i], 1e-6f);
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void StateThatWasSavedGoesOnBitByBit(string known, OptimizerSettings settings, StepWay way)
    {
        using var folder = new TempFolder();
        using var whole = Optimizer.Create(settings, [("w", weight)], way);
        for (int i = 0; i < 3; i++)
            Step(whole, settings, i);
        AtomicFile.Write(folder.Sub(known), s => SafetensorsFile.Write(s, TensorFiles.Sources(whole.State)));
        using var copy = new Parameter(weight.detach().clone());
        Step(whole, settings, 3);

        using var resumed = Optimizer.Create(settings, [("w", copy)], way);
        TensorFiles.Load(folder.Sub(known), resumed.State);
        Step(resumed, settings, 3, copy);
        Assert.Equal(weight.detach().data<float>().ToArray(), copy.detach().data<float>().ToArray());
    }

    [Fact]
    public void StateHasPyTorchsNames()
    {
        using var adam = Optimizer.Create(new OptimizerSettings(), [("conv1.weight", weight)]);
        Assert.Equal(["exp_avg.conv1.weight", "exp_avg_sq.conv1.weight"], adam.State.Keys);
        using var sgd = Optimizer.Create(new OptimizerSettings { Name = "sgd", Momentum = 0.5 }, [("w", weight)]);
        Assert.Equal(["momentum_buffer.w"], sgd.State.Keys);
        using var plain = Optimizer.Create(new OptimizerSettings { Name = "sgd" }, [("w", weight)]);
        Assert.Empty(plain.State);
    }

    [Fact]
    public void UnknownOptimizerIsRefused() =>
        Assert.Equal("OptimizerUnknown", Assert.Throws<ModelOpsException>(() => Optimizer.Create(new OptimizerSettings { Name = "lion" }, [])).ErrorId);

    public void Dispose() => weight.Dispose();

    private void Step(Optimizer optimizer, OptimizerSettings settings, int i, Parameter? parameter = null)
    {
        optimizer.ClearGradients();
        (parameter ?? weight).grad = tensor(new[] { 0.1f * (i + 1), -0.2f, 0.3f * (i - 2), 1.5f });
        optimizer.Step(settings.Lr, i + 1);
    }
}
