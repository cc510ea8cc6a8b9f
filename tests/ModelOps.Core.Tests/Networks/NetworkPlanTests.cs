namespace ModelOps.Core.Tests;

public sealed class NetworkPlanTests
{
    [Fact]
    public void MlpIsNamedAsSequentialNamesIt()
    {
        var plan = NetworkPlan.Create(new MlpSpecification { Hidden = [512, 512] }, [784], 10);
        Assert.Equal(["0.weight", "0.bias", "2.weight", "2.bias", "4.weight", "4.bias"], plan.Tensors.Select(t => t.Name));
        Assert.Equal([512L, 784], plan.Tensors[0].Shape);
        Assert.Equal(784 * 512 + 512 + 512 * 512 + 512 + 512 * 10 + 10, plan.Parameters);
    }

    [Fact]
    public void DropoutTakesAPlaceInTheNumbering()
    {
        var plan = NetworkPlan.Create(new MlpSpecification { Hidden = [8, 8], Dropout = 0.5 }, [1, 2, 2], 3);
        Assert.Equal(["0.weight", "3.weight", "6.weight"],
            plan.Tensors.Select(t => t.Name).Where(n => n.EndsWith("weight", StringComparison.Ordinal)));
        Assert.Equal(["flatten", "0", "1", "2", "3", "4", "5", "6"], plan.Layers.Select(l => l.Name));
        Assert.Equal([4], plan.Layers[0].Output);
    }

    /// <summary>The net of PyTorch's MNIST example has 1,199,882 parameters.</summary>
    [Fact]
    public void CnnIsThatOfPyTorchsExample()
    {
        var plan = NetworkPlan.Create(new CnnSpecification(), [1, 28, 28], 10);
        Assert.Equal(1_199_882, plan.Parameters);
        Assert.Equal(["conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias", "fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"],
            plan.Tensors.Select(t => t.Name));
        Assert.Equal([128L, 9216], plan.Tensors.Single(t => t.Name == "fc1.weight").Shape);
        Assert.Equal([64, 12, 12], plan.Layers.Single(l => l.Name == "pool").Output);
    }

    [Fact]
    public void ListTakesItsLastSizeFromTheDataset()
    {
        var list = new LayerListSpecification(
            [new Conv2dLayer("a", 4, 3, 2, 1, false), new BatchNormLayer(null), new AvgPool2dLayer(null, 2, 1), new FlattenLayer(null), new LayerNormLayer(null), new LinearLayer("out", null, false)]);
        var plan = NetworkPlan.Create(list, [3, 9, 7], 5);
        Assert.Equal([4, 5, 4], plan.Layers[0].Output);
        Assert.Equal([4, 4, 3], plan.Layers[2].Output);
        Assert.Equal([5], plan.Layers[^1].Output);
        Assert.Equal(
            ["a.weight", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked", "4.weight", "4.bias", "out.weight"],
            plan.Tensors.Select(t => t.Name));
        Assert.Equal(4 * 3 * 9 + 8 + 2 * 48 + 5 * 48, plan.Parameters);
    }

    public static TheoryData<string, NetworkSpecification, int[], string[]> Misfits => new()
    {
        { "conv2", new CnnSpecification(), [1, 4, 4], ["[32, 2, 2]", "kernel 3", "at least 3"] },
        { "conv1", new CnnSpecification(), [64], ["[64]", "[channels, height, width]", "data.shape"] },
        { "fc", List(new LinearLayer("fc", 3)), [1, 8, 8], ["[1, 8, 8]", "[features]", "flatten"] },
        { "last", List(new LinearLayer("last", 7)), [4], ["[7]", "[3]"] },
        { "first", List(new LinearLayer("first", null), new LinearLayer("last", null)), [4], ["'out'"] },
        { "x", List(new LinearLayer("x", 4), new LinearLayer("x", null)), [4], ["name"] },
        { "act", List(new ActivationLayer("act", "swish"), new LinearLayer(null, null)), [4], ["swish", "relu"] },
        { "drop", List(new DropoutLayer("drop", 1), new LinearLayer(null, null)), [4], ["dropout of 1"] },
        { "conv", List(new Conv2dLayer("conv", 4, 0)), [1, 8, 8], ["kernel 0", "at least 1"] },
        { "norm", List(new BatchNormLayer("norm"), new LinearLayer(null, null)), [4, 4], ["[4, 4]"] },
        { "layers", List(), [4], ["empty"] },
        { "input", new MlpSpecification(), [], ["[]"] },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void MisfitNamesTheLayerWhatItGotAndWhatItNeeds(string layer, NetworkSpecification network, int[] input, string[] parts)
    {
        var error = Assert.Throws<ModelOpsException>(() => NetworkPlan.Create(network, input, 3));
        Assert.Equal(("NetworkDoesNotFit", ErrorKind.InvalidInput, (object)layer), (error.ErrorId, error.Kind, error.Target));
        Assert.All(parts, part => Assert.Contains(part, error.Message));
    }

    private static LayerListSpecification List(params LayerSpecification[] layers) => new(layers);
}
