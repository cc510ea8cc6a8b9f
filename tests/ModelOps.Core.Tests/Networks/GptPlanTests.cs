namespace ModelOps.Core.Tests;

public sealed class GptPlanTests
{
    /// <summary>Counts as PyTorch gives them for the same network: docs of the peer's `gpt` and `gpt-baby`.</summary>
    [Theory]
    [InlineData(4, 4, 128, 128, 256, 836_736)]
    [InlineData(6, 6, 384, 256, 256, 10_818_432)]
    public void ItHasAsManyParametersAsPyTorch(int layers, int heads, int width, int context, int vocabulary, long parameters)
    {
        var gpt = new GptSpecification { LayerCount = layers, Heads = heads, Width = width, Context = context };
        var plan = NetworkPlan.Create(gpt, [context], vocabulary);
        Assert.Equal(parameters, plan.Parameters);
        Assert.Equal([context, vocabulary], plan.Layers[^1].Output);
    }

    [Fact]
    public void TensorsAreNamedAsPyTorchNamesThem()
    {
        var plan = NetworkPlan.Create(new GptSpecification { LayerCount = 2, Heads = 2, Width = 4, Context = 3 }, [3], 7);
        Assert.Equal(
            [
                "wte.weight", "wpe.weight", "blocks.0.ln1.weight", "blocks.0.ln2.weight", "blocks.0.qkv.weight", "blocks.0.proj.weight", "blocks.0.up.weight",
                "blocks.0.down.weight", "blocks.1.ln1.weight", "blocks.1.ln2.weight", "blocks.1.qkv.weight", "blocks.1.proj.weight", "blocks.1.up.weight",
                "blocks.1.down.weight", "ln.weight",
            ],
            plan.Tensors.Select(t => t.Name));
        Assert.Equal(("head.weight", "wte.weight"), plan.Aliases.Select(a => (a.Key, a.Value)).Single());
        Assert.Equal([12L, 4], plan.Tensors.Single(t => t.Name == "blocks.1.qkv.weight").Shape);
    }

    [Fact]
    public void BiasAddsOneToEachPart()
    {
        NetworkPlan Plan(bool bias) =>
            NetworkPlan.Create(new GptSpecification { LayerCount = 1, Heads = 2, Width = 4, Context = 3, Bias = bias }, [3], 7);
        Assert.Equal(4 * 3 + 12 + 4 + 16 + 4, Plan(true).Parameters - Plan(false).Parameters);
        Assert.Contains("blocks.0.up.bias", Plan(true).Tensors.Select(t => t.Name));
    }

    [Fact]
    public void AllThatDoesNotFitIsSaidAtOnce()
    {
        using var home = new TempHome();
        var workspace = home.Open();
        File.WriteAllText(home.File("a.txt"), new string('a', 1000));
        var text = workspace.Datasets.Import(new DatasetImport { Path = home.File("a.txt") });

        var problems = Problems(
            "network: { family: gpt, context: 950, width: 10, heads: 3 }\ncheckpoint: { best: validation_accuracy }", null);
        Assert.Equal(["network.width: must be divisible by the number of heads, which is 3; not 10"], problems);
        problems = Problems("network: { family: gpt, context: 950, width: 10, heads: 3 }\ncheckpoint: { best: validation_accuracy }\ndata: { shape: [2] }", text);
        Assert.Equal(5, problems.Count);
        Assert.Contains(problems, p => p.StartsWith("network.width: must be divisible", StringComparison.Ordinal));
        Assert.Contains(
            problems, p => p.StartsWith("network.context: must be below 800, the tokens of 'a' to train on", StringComparison.Ordinal));
        Assert.Contains(problems,
            p => p.StartsWith("network.context: must be below 200, the tokens of 'a' that data.train leaves", StringComparison.Ordinal));
        Assert.Contains(
            problems, p => p.StartsWith("checkpoint.best: the dataset 'a' is text, which has no accuracy", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.StartsWith("data.shape: is for tables and images", StringComparison.Ordinal));
        File.WriteAllText(home.File("b.txt"), "b");
        problems = Problems("network: { family: gpt, context: 8 }", workspace.Datasets.Import(new DatasetImport { Path = home.File("b.txt") }));
        Assert.Contains(problems, p => p.Contains("0 tokens of 'b' that data.train leaves to validate on, too few for any context", StringComparison.Ordinal));
        Assert.Contains("needs a language model: gpt", Problems("network: { family: mlp }", text).Single());
        Assert.Contains("batch: must be at most 98", Problems("network: { family: gpt, context: 8 }\nbatch: 99", text).Single());
    }

    private static List<string> Problems(string yaml, Dataset? dataset)
    {
        using var folder = new TempHome();
        var store = new ProfileStore(new ModelOpsHome(folder.Path));
        var result = store.Test(new ModelProfile { Name = "p", Shipped = false, Text = yaml }, null, dataset);
        return [.. result.Problems.Select(p => $"{p.Key}: {p.Message}")];
    }
}
