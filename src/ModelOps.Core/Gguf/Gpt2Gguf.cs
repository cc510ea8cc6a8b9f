using System.Globalization;
using System.Runtime.InteropServices;

namespace ModelOps.Core;

/// <summary>
/// A trained language model as a GGUF file of the architecture "gpt2", as llama.cpp's convert_hf_to_gguf.py names tensors and metadata.
/// Weights have the same layout there, but for biases, which that architecture always has: zeros where the network has none.
/// </summary>
internal sealed class Gpt2Gguf(
    ModelConfiguration configuration, SafetensorsFile weights, Tokenizer tokenizer, Quantization quantization, Action<long> written,
    CancellationToken cancellation)
{
    public const string ConfigurationKey = ModelExporter.ConfigurationKey;
    private const string Architecture = "gpt2";
    private const int ChunkElements = 1 << 18;
    /// <summary>Parts of a block: our name, llama.cpp's, and rows of the weight in widths; 0 for a layer norm.</summary>
    private static readonly (string Own, string Theirs, int Rows, int Columns)[] Parts =
    [
        ("ln1", "attn_norm", 1, 0), ("qkv", "attn_qkv", 3, 1), ("proj", "attn_output", 1, 1),
        ("ln2", "ffn_norm", 1, 0), ("up", "ffn_up", 4, 1), ("down", "ffn_down", 1, 4),
    ];

    private readonly GptSpecification network = (GptSpecification)configuration.Network;

    /// <summary>Writes the file. InvalidInput ("WeightTooLargeForType") where a weight doesn't fit into 16 bits.</summary>
    public void WriteTo(Stream stream)
    {
        var writer = new GgufWriter();
        Describe(writer);
        Gpt2Vocabulary.Describe(writer, tokenizer);
        writer.WriteTo(stream, [.. Tensors()]);
    }

    private void Describe(GgufWriter writer) => writer
        .Add("general.architecture", Architecture)
        .Add("general.type", "model")
        .Add("general.name", configuration.Name)
        .Add("general.file_type", (int)FileType())
        .Add("general.quantization_version", 2)
        .Add(ConfigurationKey, configuration.ToJson())
        .Add($"{Architecture}.context_length", configuration.InputShape[0])
        .Add($"{Architecture}.embedding_length", network.Width)
        .Add($"{Architecture}.feed_forward_length", 4 * network.Width)
        .Add($"{Architecture}.block_count", network.LayerCount)
        .Add($"{Architecture}.attention.head_count", network.Heads)
        .Add($"{Architecture}.attention.layer_norm_epsilon", (float)new FeatureNormLayer(null, true).Eps);

    /// <summary>enum llama_ftype.</summary>
    private uint FileType() => quantization switch { Quantization.F32 => 0, Quantization.F16 => 1, _ => 7 };

    private IEnumerable<GgufTensorSource> Tensors()
    {
        yield return Weight("token_embd.weight", "wte.weight", MatrixType(network.Width));
        yield return Weight("position_embd.weight", "wpe.weight", GgmlEncoder.F32);
        for (int i = 0; i < network.LayerCount; i++)
        {
            string number = i.ToString(CultureInfo.InvariantCulture);
            foreach (var (own, theirs, rows, columns) in Parts)
            {
                var type = columns == 0 ? GgmlEncoder.F32 : MatrixType(columns * network.Width);
                yield return Weight($"blk.{number}.{theirs}.weight", $"blocks.{number}.{own}.weight", type);
                yield return Bias($"blk.{number}.{theirs}.bias", $"blocks.{number}.{own}.bias", rows);
            }
        }
        yield return Weight("output_norm.weight", "ln.weight", GgmlEncoder.F32);
        yield return Bias("output_norm.bias", "ln.bias", 1);
    }

    /// <summary>What matrices with rows of this length are stored as: rows must be whole blocks.</summary>
    private GgmlType MatrixType(int row) => quantization switch
    {
        Quantization.F32 => GgmlEncoder.F32,
        Quantization.Q8_0 when row % GgmlEncoder.Q8.BlockElements == 0 => GgmlEncoder.Q8,
        _ => GgmlEncoder.F16,
    };

    private GgufTensorSource Weight(string name, string own, GgmlType type) =>
        new(name, type, weights.Tensor(own).Shape, to => Encode(own, type, to));

    private GgufTensorSource Bias(string name, string own, int widths) => network.Bias
        ? Weight(name, own, GgmlEncoder.F32)
        : new(name, GgmlEncoder.F32, [widths * network.Width], to => to.Write(new byte[widths * network.Width * sizeof(float)]));

    private void Encode(string own, GgmlType type, Stream to)
    {
        var tensor = weights.Tensor(own);
        var values = new float[(int)Math.Min(ChunkElements, tensor.Length / sizeof(float))];
        for (long at = 0; at < tensor.Length;)
        {
            cancellation.ThrowIfCancellationRequested();
            var part = values.AsSpan(0, (int)Math.Min(values.Length, (tensor.Length - at) / sizeof(float)));
            weights.ReadPart(own, at, MemoryMarshal.AsBytes(part));
            try
            {
                to.Write(GgmlEncoder.Encode(type, part));
            }
            catch (OverflowException e)
            {
                throw Error.Of(ErrorKind.InvalidInput, "WeightTooLargeForType", own, quantization, e);
            }
            at += part.Length * sizeof(float);
            written(part.Length * sizeof(float));
        }
    }
}
