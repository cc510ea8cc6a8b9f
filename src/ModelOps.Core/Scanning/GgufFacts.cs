namespace ModelOps.Core;

/// <summary>Facts of a GGUF model from the headers of its parts.</summary>
internal static class GgufFacts
{
    /// <summary>Reads every part's header. What is no model by itself (a projector, an adapter, a vocabulary) is refused.</summary>
    public static ModelFacts Read(IReadOnlyList<FoundFile> parts)
    {
        var headers = parts.Select(p => GgufHeader.Read(p.Path)).ToList();
        // Only the first part of several describes the model.
        var metadata = headers[0].Metadata;
        RefuseOthers(parts[0].Path, metadata);
        CheckParts(parts, headers);
        var tensors = headers.SelectMany(h => h.Tensors).ToList();
        if (tensors.Count == 0)
            throw NotAModel(parts[0].Path, "it holds no weights, only a vocabulary or a description");
        var architecture = metadata.Text("general.architecture") ?? "";
        if (HeaderText.Line(architecture) is not { } shown)
            throw NotAModel(parts[0].Path, "it doesn't name an architecture");
        long? Number(string key) => metadata.IntegerOrGreatest($"{architecture}.{key}");
        return new()
        {
            Format = "gguf",
            Architecture = shown,
            Parameters = Parameters(parts[0].Path, tensors),
            ContextLength = Number("context_length"),
            Quantization = Quantization(metadata, tensors),
            Details = new()
            {
                Title = HeaderText.Line(metadata.Text("general.name")),
                License = HeaderText.Line(metadata.Text("general.license")),
                Blocks = Number("block_count"),
                EmbeddingLength = Number("embedding_length"),
                FeedForwardLength = Number("feed_forward_length"),
                Heads = Number("attention.head_count"),
                KeyValueHeads = Number("attention.head_count_kv"),
                VocabularySize = metadata.Array("tokenizer.ggml.tokens")?.Count ?? Number("vocab_size"),
                Experts = Number("expert_count"),
                ExpertsUsed = Number("expert_used_count"),
                Tokenizer = HeaderText.Line(metadata.Text("tokenizer.ggml.model")),
                Tensors = tensors.Count,
                ChatTemplate = metadata.Text("tokenizer.chat_template"),
            },
        };
    }

    private static void RefuseOthers(string path, GgufMetadata metadata)
    {
        var kind = metadata.Text("general.type");
        if (metadata.Text("general.architecture") == "clip" || kind == "mmproj")
            throw NotAModel(path, "it is a projector for images or sound, which goes with a model and is none by itself");
        if (kind is not (null or "model"))
            throw NotAModel(path, $"it says that it is of the kind '{kind}'");
    }

    private static void CheckParts(IReadOnlyList<FoundFile> parts, List<GgufHeader> headers)
    {
        for (int i = 0; i < parts.Count; i++)
        {
            if (headers[i].Metadata.Integer("split.count") is { } count && count != parts.Count && count > 1)
                throw NotAModel(parts[i].Path, $"it says that it is one of {count} parts, and there are {parts.Count}");
            if (headers[i].Metadata.Integer("split.no") is { } number && number != i)
                throw NotAModel(parts[i].Path, $"its name says part {i + 1}, its header part {number + 1}");
        }
        if (headers[0].Metadata.Integer("split.tensors.count") is { } tensors && tensors != headers.Sum(h => h.Tensors.Count))
            throw NotAModel(
                parts[0].Path, $"it says that the parts have {tensors} tensors, and they have {headers.Sum(h => h.Tensors.Count)}");
    }

    private static long Parameters(string path, List<GgufTensor> tensors)
    {
        Int128 sum = 0;
        foreach (var tensor in tensors)
            sum += tensor.Elements;
        return sum <= long.MaxValue ? (long)sum : throw NotAModel(path, "its tensors have more values than can be counted");
    }

    /// <summary>
    /// What general.file_type says (it names mixtures, Q4_K_M), unless the type that most bytes of the matrices have says that it can't be.
    /// </summary>
    private static string Quantization(GgufMetadata metadata, List<GgufTensor> tensors)
    {
        var most = tensors.Where(t => t.Shape.Count > 1).DefaultIfEmpty(tensors[0])
            .GroupBy(t => t.Type).MaxBy(g => g.Sum(t => (double)(t.Bytes ?? t.Elements)))!.Key.Name;
        var said = metadata.Integer("general.file_type") is { } number ? GgufFileType.Name(number) : null;
        return said is null || IsUnquantized(said) || IsUnquantized(most) ? most : said;
    }

    private static bool IsUnquantized(string type) => type is "F32" or "F16" or "BF16" or "F64";

    private static ModelOpsException NotAModel(string path, string reason) => Error.Of(ErrorKind.InvalidInput, "NotAModel", path, reason);
}
