using ModelOps.Core;

namespace ModelOps.Training.Tests;

/// <summary>An exported language model, read back and computed as llama.cpp does, gives what the trainer's network gives.</summary>
public sealed class GgufExportTests
{
    private const int Context = 7;
    private static readonly Tokenizer Bytes = Tokenizer.OfBytes(documents: true);

    [Theory]
    [InlineData(true, Quantization.F32, 1e-4)]
    [InlineData(false, Quantization.F32, 1e-4)]
    [InlineData(true, Quantization.F16, 5e-3)]
    [InlineData(false, Quantization.Q8_0, 5e-2)]
    public void ItComputesWhatTheNetworkComputes(bool bias, Quantization quantization, double tolerance)
    {
        using var network = Network(bias, width: 32);
        var file = new GgufContent(network.Export(ExportFormat.Gguf, Bytes, quantization));
        int[] tokens = [72, 105, 256, 10, 0, 255, 72];
        float[] expected = network.Forward([.. tokens.Select(t => (double)t)], 1, tokens.Length);
        double[] found = [.. new Gpt2(file).Run(tokens).SelectMany(row => row)];
        Assert.Equal(expected.Length, found.Length);
        double scale = expected.Max(Math.Abs);
        Assert.True(scale > 0.5, $"scores up to {scale} tell nothing apart");
        double worst = expected.Zip(found, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(worst <= tolerance * scale, $"{worst} of {scale}");
        Assert.True(quantization == Quantization.F32 || worst > 1e-6 * scale, "nothing was rounded");
    }

    [Fact]
    public void ItSaysWhatItIs()
    {
        using var network = Network(bias: false, width: 32);
        var file = new GgufContent(network.Export(ExportFormat.Gguf, Bytes));
        Assert.Equal(("gpt2", "exported"), (file.Metadata["general.architecture"], file.Metadata["general.name"]));
        string[] keys = ["context_length", "embedding_length", "feed_forward_length", "block_count", "attention.head_count"];
        Assert.Equal([Context, 32, 128, 2, 4], keys.Select(key => file.Number("gpt2." + key)));
        Assert.Equal(0, file.Number("general.file_type"));
        Assert.Equal(1e-5f, file.Metadata["gpt2.attention.layer_norm_epsilon"]);
        Assert.Contains("\"family\": \"gpt\"", (string)file.Metadata["modelops.config"]);
        Assert.All(file.Tensors.Values, t => Assert.Equal(0u, t.Type));
        var biases = file.Tensors.Where(t => t.Key.EndsWith("bias", StringComparison.Ordinal));
        Assert.All(biases.SelectMany(t => t.Value.Values), v => Assert.Equal(0, v));
        Assert.Equal(4 + 2 * 12, file.Tensors.Count);
        // Registered as any other GGUF file would be.
        var header = GgufHeader.Read(network.Export(ExportFormat.Gguf, Bytes, Quantization.F16, force: true));
        Assert.Equal(("gpt2", 1L), (header.Metadata.Text("general.architecture"), header.Metadata.Integer("general.file_type")));
        Assert.Equal(28, header.Tensors.Count);
    }

    [Fact]
    public void MatricesWhoseRowsAreNoWholeBlocksStayF16()
    {
        using var network = Network(bias: true, width: 24);
        var file = new GgufContent(network.Export(ExportFormat.Gguf, Bytes, Quantization.Q8_0));
        uint Type(string name) => file.Tensors[name].Type;
        Assert.Equal((1u, 1u, 8u), (Type("token_embd.weight"), Type("blk.0.ffn_up.weight"), Type("blk.1.ffn_down.weight")));
        Assert.Equal((0u, 0u, 7), (Type("position_embd.weight"), Type("blk.0.ffn_up.bias"), file.Number("general.file_type")));
    }

    [Fact]
    public void ATokenizerOfPairsHasItsMergesAndOneOfBytesNone()
    {
        var words = new WordCounter();
        words.Add("to be or not to be that is the question whether 'tis nobler"u8, last: true);
        var learned = BpeTrainer.Train(words.Counts, 262, documents: true, CancellationToken.None);
        using var network = Network(bias: false, width: 32, learned.Vocabulary);
        var file = new GgufContent(network.Export(ExportFormat.Gguf, learned));
        Assert.Equal(("gpt2", "gpt-2"), (file.Metadata["tokenizer.ggml.model"], file.Metadata["tokenizer.ggml.pre"]));
        var tokens = file.List<string>("tokenizer.ggml.tokens");
        Assert.Equal(learned.Vocabulary, tokens.Distinct().Count());
        int end = learned.EndOfText!.Value;
        Assert.Equal(("<|endoftext|>", end), (tokens[end], file.Number("tokenizer.ggml.eos_token_id")));
        Assert.Equal(end, file.Number("tokenizer.ggml.bos_token_id"));
        var types = file.List<int>("tokenizer.ggml.token_type");
        Assert.Equal(tokens.Select((_, id) => id == end ? 3 : 1), types);
        var merges = file.List<string>("tokenizer.ggml.merges");
        Assert.Equal(learned.Merges.Count, merges.Count);
        Assert.NotEmpty(merges);
        Assert.All(merges, m => Assert.Contains(string.Concat(m.Split(' ')), tokens));

        using var plain = Network(bias: false, width: 32, 256);
        var bytes = new GgufContent(plain.Export(ExportFormat.Gguf, Tokenizer.OfBytes(documents: false)));
        Assert.Empty(bytes.List<string>("tokenizer.ggml.merges"));
        var characters = bytes.List<string>("tokenizer.ggml.tokens");
        Assert.Equal(("a", "Ġ", 0), (characters['a'], characters[' '], bytes.Number("tokenizer.ggml.eos_token_id")));
        Assert.Equal(false, bytes.Metadata["tokenizer.ggml.add_bos_token"]);
        Assert.DoesNotContain("assistant", (string)bytes.Metadata["tokenizer.chat_template"]);
    }

    [Fact]
    public void AWeightThatNoHalfHoldsIsRefusedByName()
    {
        using var network = Network(bias: false, width: 32);
        network.Set("blocks.1.up.weight", 70_000);
        var error = Assert.Throws<ModelOpsException>(() => network.Export(ExportFormat.Gguf, Bytes, Quantization.F16));
        Assert.Equal("WeightTooLargeForType", error.ErrorId);
        Assert.Contains("blocks.1.up.weight", error.Message);
        Assert.Equal(70_000, new GgufContent(network.Export(ExportFormat.Gguf, Bytes)).Tensors["blk.1.ffn_up.weight"].Values[0]);
    }

    [Fact]
    public void OtherNetworksAreRefusedWithWhatWorks()
    {
        using var network = new ExportedNetwork(new MlpSpecification(), [4], 2, Dataset.Classify, 1, 0);
        var error = Assert.Throws<ModelOpsException>(() => network.Export(ExportFormat.Gguf));
        Assert.Equal("NetworkNotExportable", error.ErrorId);
        Assert.Contains("mlp", error.Message);
        Assert.Contains("-Format Onnx, SafeTensors or Zip", error.Message);
    }

    private static ExportedNetwork Network(bool bias, int width, int vocabulary = 257) =>
        new(new GptSpecification { LayerCount = 2, Heads = 4, Width = width, Context = Context, Bias = bias },
            [Context], vocabulary, Dataset.Language, seed: 5, normalization: 0);
}
