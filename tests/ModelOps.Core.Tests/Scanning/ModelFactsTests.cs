namespace ModelOps.Core.Tests;

public sealed class ModelFactsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("modelops-facts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Path(string name) => System.IO.Path.Combine(_folder, name);

    private CandidateReading Read()
    {
        var listing = FolderListing.Of(_folder, new HashSet<string>(), recurse: true, default);
        return CandidateReading.Of(Assert.Single(ModelGrouping.Group(listing.Files)));
    }

    private ModelFacts Facts() => Read() is { Facts: { } facts } ? facts : throw new Xunit.Sdk.XunitException(Read().Refusal);

    [Fact]
    public void OfAGguf()
    {
        GgufBuilder.Llama(vocabulary: 300, blocks: 2, width: 256).Write(Path("tiny.gguf"));
        var facts = Facts();
        Assert.Equal(("gguf", "llama", 4096L, "Q4_K_M"), (facts.Format, facts.Architecture, facts.ContextLength, facts.Quantization));
        Assert.Equal(300 * 256 + 2 * (256 + 3 * 256 * 256) + 256, facts.Parameters);
        var details = facts.Details;
        Assert.Equal((2L, 256L, 8L, 4L, 300L),
            (details.Blocks, details.EmbeddingLength, details.Heads, details.KeyValueHeads, details.VocabularySize));
        Assert.Equal(("llama", "Tiny Llama"), (details.Tokenizer, details.Title));
        Assert.Contains("message.content", details.ChatTemplate);
    }

    [Fact]
    public void QuantizationIsWhatTheTensorsAreWhereTheFileTypeCanNotBe()
    {
        GgufBuilder.Llama().Set("general.file_type", 1u).Write(Path("tiny.gguf"));
        Assert.Equal("Q4_K", Facts().Quantization);
        GgufBuilder.Llama().Remove("general.file_type").Write(Path("tiny.gguf"));
        Assert.Equal("Q4_K", Facts().Quantization);
        GgufBuilder.Llama().Set("general.file_type", 15u + 1024).Write(Path("tiny.gguf"));
        Assert.Equal("Q4_K_M", Facts().Quantization);
    }

    [Fact]
    public void OfAGgufInParts()
    {
        var first = GgufBuilder.Llama().Set("split.no", (ushort)0).Set("split.count", (ushort)2).Set("split.tensors.count", 9);
        var second = new GgufBuilder().Set("split.no", (ushort)1).Set("split.count", (ushort)2).F32("output.weight", 256, 300);
        first.Write(Path("big-00001-of-00002.gguf"));
        second.Write(Path("big-00002-of-00002.gguf"));
        Assert.Equal((9, "llama"), (Facts().Details.Tensors, Facts().Architecture));

        second.Set("split.no", (ushort)5).Write(Path("big-00002-of-00002.gguf"));
        Assert.Contains("its header part 6", Read().Refusal);
        second.Set("split.no", (ushort)1).F32("more", 8).Write(Path("big-00002-of-00002.gguf"));
        Assert.Contains("the parts have 9 tensors, and they have 10", Read().Refusal);
    }

    [Theory]
    [InlineData("general.architecture", "clip", "projector")]
    [InlineData("general.type", "mmproj", "projector")]
    [InlineData("general.type", "adapter", "kind 'adapter'")]
    public void WhatIsNoModelByItselfIsRefused(string key, string value, string reason)
    {
        GgufBuilder.Llama().Set(key, value).Write(Path("other.gguf"));
        Assert.Contains(reason, Read().Refusal);
    }

    [Fact]
    public void AVocabularyWithoutWeightsIsRefused()
    {
        new GgufBuilder().Set("general.architecture", "llama").Vocabulary(10).Write(Path("vocab.gguf"));
        Assert.Contains("no weights", Read().Refusal);
    }

    [Fact]
    public void OfAFolderOfHuggingFace()
    {
        SafetensorsSample.Folder(_folder, parts: 2, template: "<think>");
        var facts = Facts();
        Assert.Equal(("safetensors", "qwen2", 2048L, "F32", 64L),
            (facts.Format, facts.Architecture, facts.ContextLength, facts.Quantization, facts.Parameters));
        Assert.Equal((2L, 8L, 32L, 4L, 2L, 100L), (facts.Details.Blocks, facts.Details.EmbeddingLength, facts.Details.FeedForwardLength,
            facts.Details.Heads, facts.Details.KeyValueHeads, facts.Details.VocabularySize));
        Assert.Equal(("Qwen2Tokenizer", "<think>"), (facts.Details.Tokenizer, facts.Details.ChatTemplate));
    }

    [Fact]
    public void PackedWeightsCountAsWhatTheyAre()
    {
        SafetensorsSample.Folder(_folder, configuration: new { model_type = "llama", text_config = new { hidden_size = 8 }, quantization_config = new { quant_method = "gptq", bits = 4 } });
        using (var stream = File.Create(Path("model.safetensors")))
        {
            SafetensorsFile.Write(stream,
            [
                TensorSource.Of<int>("a.qweight", "I32", [8, 16], new int[128]), TensorSource.Of<int>(
                    "a.qzeros", "I32", [1, 2], new int[2]),
                TensorSource.Of<Half>("a.scales", "F16", [1, 16], new Half[16]), TensorSource.Of<Half>(
                    "norm.weight", "F16", [64], new Half[64]),
            ]);
        }
        var facts = Facts();
        Assert.Equal(("gptq-4bit", 8L * 128 + 64, 8L), (facts.Quantization, facts.Parameters, facts.Details.EmbeddingLength));
    }

    [Fact]
    public void OfASafetensorsFileAlone()
    {
        SafetensorsSample.Write(Path("weights.safetensors"), ["a", "b"]);
        var facts = Facts();
        Assert.Equal((64L, "F32", null, "unknown"), (facts.Parameters, facts.Quantization, facts.Architecture, facts.Network));
    }

    [Fact]
    public void ADescriptionThatIsNoJsonIsRefused()
    {
        SafetensorsSample.Folder(_folder);
        File.WriteAllText(Path("config.json"), "{ \"model_type\": ");
        Assert.Contains("config.json", Read().Refusal);
    }

    [Fact]
    public void ASafetensorsHeaderThatLiesIsRefused()
    {
        SafetensorsSample.Write(Path("weights.safetensors"), ["a"]);
        using (var stream = File.OpenWrite(Path("weights.safetensors")))
            stream.SetLength(stream.Length - 4);
        Assert.Contains("cut short", Read().Refusal);
    }

    [Fact]
    public void AnArchitectureNeverLeadsOutOfAFolder()
    {
        GgufBuilder.Llama().Set("general.architecture", "../../Evil dir").Write(Path("tiny.gguf"));
        Assert.Equal("evildir", Facts().Network);
    }
}
