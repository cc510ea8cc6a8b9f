namespace ModelOps.Core.Tests;

public sealed class ModelGroupingTests
{
    private static List<ModelCandidate> Group(params string[] paths) =>
        ModelGrouping.Group(
            paths.Select(p => new FoundFile(Path.Combine(Path.GetTempPath(), p.Replace('/', Path.DirectorySeparatorChar)), 10, 1)));

    private static string[] Names(IEnumerable<ModelCandidate> candidates) => [.. candidates.Select(c => $"{c.Name}:{c.Weights.Count}")];

    [Fact]
    public void EachFileIsAModelOfItsOwn() =>
        Assert.Equal(["a:1", "b:1", "c.Q4_K_M:1"], Names(Group("x/b.safetensors", "x/a.gguf", "x/c.Q4_K_M.gguf")));

    [Fact]
    public void PartsAreOneModelInTheirOrder()
    {
        var model = Assert.Single(Group("x/big-00002-of-00003.gguf", "x/big-00003-of-00003.gguf", "x/big-00001-of-00003.gguf"));
        Assert.Equal(("big", 3, null), (model.Name, model.Weights.Count, model.Problem));
        Assert.EndsWith("big-00001-of-00003.gguf", model.Key);
        Assert.Equal(30, model.Bytes);
    }

    [Fact]
    public void SetsOfTheSameNameAndOtherCountsAreDifferentModels() =>
        Assert.Equal(["big:2", "big:1"], Names(Group("x/big-00001-of-00002.gguf", "x/big-00002-of-00002.gguf", "x/big.gguf")));

    [Theory]
    [InlineData("x/big-00002-of-00003.gguf", "part 1, 3 of 3 is missing")]
    [InlineData("x/big-00001-of-00009.gguf", "part 2, 3, 4, 5, 6 and others of 9 is missing")]
    public void AMissingPartIsAProblemAndTheKeyStays(string path, string problem)
    {
        var model = Assert.Single(Group(path));
        Assert.Equal(problem, model.Problem);
        Assert.Contains("-00001-of-", model.Key);
    }

    [Fact]
    public void AFolderOfHuggingFaceIsOneModelWithItsName()
    {
        var model = Assert.Single(Group("Qwen2-0.5B/config.json", "Qwen2-0.5B/model-00001-of-00002.safetensors",
            "Qwen2-0.5B/model-00002-of-00002.safetensors", "Qwen2-0.5B/tokenizer_config.json", "Qwen2-0.5B/consolidated.safetensors"));
        Assert.Equal(("Qwen2-0.5B", 2, 2), (model.Name, model.Weights.Count, model.Companions.Count));
        Assert.EndsWith("Qwen2-0.5B", model.Key);
    }

    [Fact]
    public void OtherWeightsInSuchAFolderAreModelsOfTheirOwn() =>
        Assert.Equal(["repo:1", "repo-Q8_0:1"], Names(Group("repo/config.json", "repo/model.safetensors", "repo/repo-Q8_0.gguf")));

    [Fact]
    public void HuggingFacesCacheGivesTheRepositorysName()
    {
        var model = Assert.Single(
            Group("hub/models--org--name/snapshots/0123abc/config.json", "hub/models--org--name/snapshots/0123abc/model.safetensors"));
        Assert.Equal("org/name", model.Name);
    }

    [Fact]
    public void AnAdapterIsNoModel() =>
        Assert.Contains("adapter", Assert.Single(Group("x/adapter_config.json", "x/adapter_model.safetensors")).Problem);
}
