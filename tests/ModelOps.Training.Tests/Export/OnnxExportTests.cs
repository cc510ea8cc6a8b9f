using FsCheck;
using FsCheck.Fluent;
using ModelOps.Core;
using ModelOps.Tests.Onnx;

namespace ModelOps.Training.Tests;

/// <summary>An exported graph, run by an interpreter of the tests, gives the numbers that the trainer's network gives.</summary>
public sealed class OnnxExportTests
{
    private const double Tolerance = 1e-4;

    private static readonly LayerSpecification[] Kinds =
    [
        new Conv2dLayer("conv", 6, 3, Padding: 1), new BatchNormLayer(null, 0.01), new ActivationLayer(null, "gelu"),
        new MaxPool2dLayer(null, 3, 2, 1), new ResidualBlockLayer("block", 4, 2, true), new LayerNormLayer("norm", 1e-3),
        new ActivationLayer(null, "sigmoid"), new AvgPool2dLayer(null, 2, 1), new DropoutLayer(null, 0.5),
        new ResidualBlockLayer("plain", 16, 1, false), new GlobalAvgPoolLayer(null), new LinearLayer("input", 7, Bias: false),
        new BatchNormLayer("last"), new ActivationLayer(null, "tanh"), new LinearLayer("logits", null), new DropoutLayer(null, 0.5),
    ];

    [Theory]
    [InlineData(18, "standard", 8)]
    [InlineData(50, "small", 4)]
    public void ResidualNetworks(int depth, string stem, int size)
    {
        var specification = new ResNetSpecification { Depth = depth, Stem = stem };
        using var network = new ExportedNetwork(specification, [3, size, size], 5, Dataset.Classify, depth, 1);
        Compare(network, 1, 3, size, size);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LanguageModelsOfAnyNumberOfTokens(bool bias)
    {
        var specification = new GptSpecification { LayerCount = 2, Heads = 3, Width = 12, Context = 9, Dropout = 0.1, Bias = bias };
        using var network = new ExportedNetwork(specification, [9], 20, Dataset.Language, 3, 0);
        var file = new OnnxFile(network.Export(ExportFormat.Onnx));
        Assert.Equal("7 [batch, tokens]", file.Inputs["input_ids"]);
        Assert.Equal("1 [batch, tokens, 20]", file.Outputs["logits"]);
        Assert.DoesNotContain("head.weight", file.Initializers.Keys);
        foreach (int tokens in new[] { 1, 5, 9 })
        {
            double[] ids = [.. Enumerable.Range(0, 2 * tokens).Select(i => (double)(i * 7 % 20))];
            Close(network.Forward(ids, 2, tokens), OnnxInterpreter.Run(file, new Values([2, tokens], ids)), [2, tokens, 20]);
        }
    }

    [Fact]
    public void EveryKindOfLayer()
    {
        using var network = new ExportedNetwork(new LayerListSpecification(Kinds), [2, 9, 9], 3, Dataset.Classify, 1, 1);
        Compare(network, 3, 2, 9, 9);
    }

    /// <summary>A kind of layer that is added needs its operators, and its place in these tests.</summary>
    [Fact]
    public void NoKindOfLayerIsLeftOut()
    {
        var gpt = new GptSpecification().Layers([4], 3);
        var known = Kinds.Concat(gpt).Concat([new FlattenLayer(null)]).Select(l => l.GetType()).ToHashSet();
        var all = typeof(LayerSpecification).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(LayerSpecification)));
        Assert.Equal(all.Select(t => t.Name).Order(), known.Select(t => t.Name).Order());
    }

    [Fact]
    public void AFlattenedConvolutionEndsANetwork()
    {
        var layers = new LayerListSpecification([new Conv2dLayer("conv", 3, 4), new FlattenLayer(null), new ActivationLayer(null, "relu")]);
        using var network = new ExportedNetwork(layers, [2, 4, 4], 3, Dataset.Regress, 1, 0);
        Assert.Equal("1 [batch, 3]", Compare(network, 2, 2, 4, 4).Outputs["values"]);
    }

    [Fact]
    public void AnExportedGraphComputesWhatTheNetworkComputes()
    {
        var activations = Gen.Elements("relu", "gelu", "tanh", "sigmoid");
        var mlps =
            from width in Gen.Choose(1, 6)
            from hidden in Gen.Choose(1, 9).ListOf(2)
            from activation in activations
            from normalization in Gen.Elements(0, width)
            from flat in Gen.Elements(true, false)
            select (Network: (NetworkSpecification)new MlpSpecification { Hidden = [.. hidden], Activation = activation, Dropout = 0.1 },
                Shape: flat ? [width] : new[] { 1, 1, width }, Normalization: flat ? normalization : Math.Min(normalization, 1));
        var cnns =
            from channels in Gen.Choose(1, 4).ListOf(2)
            from kernel in Gen.Choose(1, 3)
            from padding in Gen.Choose(0, 2)
            from height in Gen.Choose(7, 9)
            from normalization in Gen.Elements(0, 1)
            let network = new CnnSpecification { Channels = [.. channels], Kernel = kernel, Padding = padding, Hidden = 5 }
            select (Network: (NetworkSpecification)network, Shape: new[] { 2, height, 8 }, Normalization: normalization);
        var cases =
            from drawn in Gen.OneOf(mlps, cnns)
            from outputs in Gen.Choose(1, 4)
            from batch in Gen.Choose(1, 3)
            from seed in Gen.Choose(0, 1 << 20)
            select (drawn, outputs, batch, seed);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var (specification, shape, normalization) = c.drawn;
            using var network = new ExportedNetwork(specification, shape, c.outputs, Dataset.Classify, c.seed, normalization);
            Compare(network, [c.batch, .. shape]);
        }));
    }

    private static OnnxFile Compare(ExportedNetwork network, params int[] shape)
    {
        var file = new OnnxFile(network.Export(ExportFormat.Onnx));
        double[] values = [.. network.Drawn(1, Values.Count(shape)).Select(v => (double)v)];
        var found = OnnxInterpreter.Run(file, new Values(shape, values));
        Close(network.Forward(values, shape), found, [shape[0], found.Shape[1]]);
        return file;
    }

    private static void Close(float[] expected, Values found, int[] shape)
    {
        Assert.Equal(shape, found.Shape);
        Assert.Equal(expected.Length, found.Data.Length);
        double scale = Math.Max(1, expected.Max(Math.Abs));
        for (int i = 0; i < expected.Length; i++)
        {
            bool near = Math.Abs(expected[i] - found.Data[i]) <= Tolerance * scale;
            Assert.True(near, $"output {i}: {found.Data[i]} instead of {expected[i]}");
        }
        Assert.True(expected.Max() > expected.Min() || shape[^1] == 1, "the outputs are all the same");
    }
}
