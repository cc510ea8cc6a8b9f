using System.Globalization;
using System.Text.Json;

namespace ModelOps.Core;

/// <summary>Facts of a safetensors model from the headers of its parts and, in Hugging Face's layout, the files beside them.</summary>
internal static class SafetensorsFacts
{
    /// <summary>Key under which ModelOps keeps a model's configuration in the metadata of an exported file.</summary>
    private const string OwnConfiguration = "modelops.config";

    public static ModelFacts Read(ModelCandidate candidate)
    {
        var tensors = new List<TensorInfo>();
        ModelConfiguration? own = null;
        foreach (var part in candidate.Weights)
        {
            using var file = FileReading.Guard(part.Path, () => SafetensorsFile.Open(part.Path));
            tensors.AddRange(file.Tensors.Values);
            if (file.Metadata.TryGetValue(OwnConfiguration, out var json))
                own = ModelConfiguration.FromJson(json, part.Path);
        }
        if (tensors.Count == 0)
            throw Error.Of(ErrorKind.InvalidInput, "NotAModel", candidate.Key, "it holds no tensors");
        if (candidate.Companion(ModelFileNames.Configuration) is not { } description)
            return own is null ? Plain(tensors) : Own(own, tensors);
        var configuration = HuggingFaceConfiguration.Read(description.Path);
        return configuration.IsOwn
            ? Own(ModelConfiguration.FromJson(File.ReadAllText(description.Path), description.Path), tensors)
            : HuggingFace(candidate, configuration, tensors);
    }

    private static ModelFacts Plain(List<TensorInfo> tensors) => new()
    {
        Format = "safetensors",
        Parameters = Elements(tensors),
        Quantization = MostType(tensors),
        Details = new() { Tensors = tensors.Count },
    };

    private static ModelFacts Own(ModelConfiguration configuration, List<TensorInfo> tensors) => Plain(tensors) with
    {
        Architecture = configuration.Network.Family,
        Metrics = configuration.Metrics,
        DatasetName = HeaderText.Line(configuration.DatasetName),
        Details = new() { Title = HeaderText.Line(configuration.Name), Tensors = tensors.Count },
    };

    private static ModelFacts HuggingFace(ModelCandidate candidate, HuggingFaceConfiguration configuration, List<TensorInfo> tensors)
    {
        var quantization = configuration.Quantization;
        return new()
        {
            Format = "safetensors",
            Architecture = configuration.Architecture,
            Parameters = quantization is { } packed ? Unpacked(tensors, packed.Bits) : Elements(tensors),
            ContextLength = configuration.Number("max_position_embeddings", "n_positions", "n_ctx", "max_seq_len", "seq_length"),
            Quantization = quantization is { } q ? Name(q) : MostType(tensors),
            Details = new()
            {
                Blocks = configuration.Number("num_hidden_layers", "n_layer", "n_layers", "num_layers"),
                EmbeddingLength = configuration.Number("hidden_size", "n_embd", "d_model", "dim"),
                FeedForwardLength = configuration.Number("intermediate_size", "n_inner", "ffn_dim", "d_ff"),
                Heads = configuration.Number("num_attention_heads", "n_head", "n_heads"),
                KeyValueHeads = configuration.Number("num_key_value_heads"),
                VocabularySize = configuration.Number("vocab_size"),
                Experts = configuration.Number("num_local_experts", "num_experts", "n_routed_experts"),
                ExpertsUsed = configuration.Number("num_experts_per_tok"),
                Tokenizer = Tokenizer(candidate)?.Class,
                Tensors = tensors.Count,
                ChatTemplate = ChatTemplate(candidate),
            },
        };
    }

    private static string Name((string Method, int? Bits) quantization) => quantization.Bits is { } bits
        ? string.Create(CultureInfo.InvariantCulture, $"{quantization.Method}-{bits}bit")
        : quantization.Method;

    private static long Elements(IEnumerable<TensorInfo> tensors) => tensors.Sum(Elements);

    private static long Elements(TensorInfo tensor) => tensor.Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>
    /// Weights of a model whose quantizer packs several into one whole number (GPTQ, AWQ: qweight; bitsandbytes: U8). What it keeps beside
    /// them (scales, zero points, the order of groups) are no weights.
    /// </summary>
    private static long Unpacked(List<TensorInfo> tensors, int? bits)
    {
        string[] marks =
        [
            ".qzeros", ".scales", ".g_idx", ".absmax", ".quant_map", ".nested_absmax", ".nested_quant_map", ".SCB", ".weight_scale",
            ".weight_scale_inv",
        ];
        return tensors.Where(t => !Array.Exists(marks, m => t.Name.EndsWith(m, StringComparison.Ordinal))
            && !t.Name.Contains(".quant_state.", StringComparison.Ordinal))
            .Sum(t => t.DType switch
            {
                "I32" when bits is { } b && t.Name.EndsWith(".qweight", StringComparison.Ordinal) => Elements(t) * (32 / b),
                "U8" when bits == 4 => Elements(t) * 2,
                _ => Elements(t),
            });
    }

    /// <summary>The type that most bytes of the matrices have.</summary>
    private static string MostType(List<TensorInfo> tensors) => tensors.Where(t => t.Shape.Count > 1).DefaultIfEmpty(tensors[0])
        .GroupBy(t => t.DType).MaxBy(g => g.Sum(t => (double)t.Length))!.Key;

    private static (string? Class, JsonElement Root)? Tokenizer(ModelCandidate candidate)
    {
        if (candidate.Companion(ModelFileNames.TokenizerConfiguration) is not { } file)
            return null;
        var root = HuggingFaceConfiguration.ReadObject(file.Path);
        return (HeaderText.Line(HuggingFaceConfiguration.Text(root, "tokenizer_class")), root);
    }

    /// <summary>From its own file, or tokenizer_config.json: the text, or of several templates that with the name 'default'.</summary>
    private static string? ChatTemplate(ModelCandidate candidate)
    {
        if (candidate.Companion(ModelFileNames.ChatTemplate) is { Bytes: > 0 and <= 1 << 20 } file)
            return FileReading.Guard(file.Path, () => File.ReadAllText(file.Path));
        if (Tokenizer(candidate) is not { } tokenizer || !tokenizer.Root.TryGetProperty("chat_template", out var template))
            return null;
        if (template.ValueKind != JsonValueKind.Array)
            return HuggingFaceConfiguration.Text(tokenizer.Root, "chat_template");
        var named = template.EnumerateArray().Where(t => t.ValueKind == JsonValueKind.Object)
            .ToLookup(t => HuggingFaceConfiguration.Text(t, "name") ?? "", t => HuggingFaceConfiguration.Text(t, "template"));
        return named["default"].FirstOrDefault() ?? named.SelectMany(t => t).FirstOrDefault();
    }
}
