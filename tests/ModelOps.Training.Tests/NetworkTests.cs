using FsCheck;
using FsCheck.Fluent;
using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training.Tests;

/// <summary>What is built is what was planned.</summary>
public sealed class NetworkTests
{
    /// <summary>nn.Linear(4, 3) after torch.manual_seed(0), as PyTorch 1.13.1 prints it.</summary>
    [Fact]
    public void InitialWeightsAreThoseOfPyTorchForTheSameSeed()
    {
        manual_seed(0);
        using var network = Build(new MlpSpecification { Hidden = [3] }, [4], 2);
        Assert.Equal(Known.LinearWeight, Values(network.Tensors["0.weight"]));
        Assert.Equal(Known.LinearBias, Values(network.Tensors["0.bias"]));
    }

    /// <summary>Conv2d(1, 2, 3) after torch.manual_seed(1), as PyTorch 1.13.1 prints it.</summary>
    [Fact]
    public void InitialFiltersAreThoseOfPyTorchForTheSameSeed()
    {
        manual_seed(1);
        using var network = Build(new CnnSpecification { Channels = [2], Hidden = 4 }, [1, 8, 8], 2);
        // The last digit depends on the processor's instruction set.
        Assert.Equal(Known.ConvWeight, Values(network.Tensors["conv1.weight"]), (a, b) => MathF.Abs(a - b) <= 1e-6f);
        Assert.Equal(Known.ConvBias, Values(network.Tensors["conv1.bias"]), (a, b) => MathF.Abs(a - b) <= 1e-6f);
    }

    [Fact]
    public void DropoutDrawsInTrainingOnlyAndFollowsTheSeed()
    {
        using var network = Build(new MlpSpecification { Hidden = [64], Dropout = 0.5 }, [4], 2);
        using var input = ones(8, 4);
        float[] Run(long seed)
        {
            manual_seed(seed);
            using var output = network.forward(input);
            return Values(output.detach());
        }
        network.train();
        Assert.Equal(Run(5), Run(5));
        Assert.NotEqual(Run(5), Run(6));
        network.eval();
        Assert.Equal(Run(5), Run(6));
    }

    [Fact]
    public void BatchNormCountsItsBatchesInTrainingOnly()
    {
        using var network = Build(new LayerListSpecification([new BatchNormLayer("n"), new LinearLayer("l", null)]), [4], 2);
        using var input = ones(8, 4);
        network.train();
        network.forward(input).Dispose();
        network.eval();
        network.forward(input).Dispose();
        Assert.Equal(1, network.Tensors["n.num_batches_tracked"].item<long>());
        Assert.All(Values(network.Tensors["n.running_mean"]), v => Assert.Equal(0.1f, v));
    }

    [Fact]
    public void BuiltNetworkHasThePlannedTensorsAndShapes() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(150), Prop.ForAll(Networks.ToArbitrary(), network =>
        {
            var (specification, shape, outputs) = network;
            NetworkPlan plan;
            try
            {
                plan = NetworkPlan.Create(specification, shape, outputs);
            }
            catch (ModelOpsException e) when (e.ErrorId == "NetworkDoesNotFit")
            {
                return true.Classify(true, "doesn't fit");
            }
            using var built = new PlanNetwork(plan, device("cpu"));
            built.eval();
            using var input = zeros([2, .. shape.Select(n => (long)n)]);
            using var output = built.forward(input);
            bool same = plan.Tensors.Count == built.Tensors.Count
                && plan.Tensors.All(t => built.Tensors[t.Name].shape.SequenceEqual(t.Shape))
                && plan.Parameters == built.Parameters.Sum(p => p.Value.numel())
                && output.shape.SequenceEqual([2, outputs]);
            return same.Classify(true, specification.Family);
        }));

    private static Gen<(NetworkSpecification Network, int[] Shape, int Outputs)> Networks =>
        from outputs in Gen.Choose(1, 5)
        from shape in Gen.OneOf(Gen.Choose(1, 9).Select(n => new[] { n }), Gen.Choose(1, 9).ArrayOf(3))
        from network in Gen.OneOf(Mlps, Cnns, Lists)
        select (network, shape, outputs);

    private static Gen<NetworkSpecification> Mlps =>
        from hidden in Gen.Choose(1, 6).ListOf()
        from activation in Gen.Elements("relu", "gelu", "tanh", "sigmoid")
        from dropout in Gen.Elements(0, 0.5)
        select (NetworkSpecification)new MlpSpecification { Hidden = [.. hidden.Take(4)], Activation = activation, Dropout = dropout };

    private static Gen<NetworkSpecification> Cnns =>
        from channels in Gen.Choose(1, 4).NonEmptyListOf()
        from kernel in Gen.Choose(1, 4)
        from padding in Gen.Choose(0, 2)
        select (NetworkSpecification)new CnnSpecification { Channels = [.. channels.Take(3)], Kernel = kernel, Padding = padding, Hidden = 3 };

    private static Gen<NetworkSpecification> Lists =>
        from layers in Layer.NonEmptyListOf()
        from flat in Gen.Elements(true, false)
        select (NetworkSpecification)new LayerListSpecification(
            [.. layers.Take(6), .. flat ? [new FlattenLayer("flat")] : Array.Empty<LayerSpecification>(), new LinearLayer("out", null)]);

    private static Gen<LayerSpecification> Layer =>
        from size in Gen.Choose(1, 4)
        from stride in Gen.Choose(1, 2)
        from kind in Gen.Elements<LayerSpecification>(
            new LinearLayer(null, size), new Conv2dLayer(null, size, stride + 1, stride, stride - 1, size > 2), new BatchNormLayer(null), new LayerNormLayer(null),
            new ActivationLayer(null, "relu"), new ActivationLayer(null, "tanh"), new MaxPool2dLayer(null, 2, stride), new AvgPool2dLayer(null, 2, stride),
            new DropoutLayer(null, 0.5), new FlattenLayer(null))
        select kind;

    private static PlanNetwork Build(NetworkSpecification network, int[] shape, int outputs) =>
        new(NetworkPlan.Create(network, shape, outputs), device("cpu"));

    private static float[] Values(Tensor tensor) => tensor.data<float>().ToArray();
}
