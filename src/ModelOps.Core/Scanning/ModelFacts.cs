namespace ModelOps.Core;

/// <summary>What the headers of a model's files say.</summary>
internal sealed record ModelFacts
{
    /// <summary>gguf or safetensors.</summary>
    public required string Format { get; init; }
    /// <summary>As the file has it: llama, qwen2, cnn; null where it doesn't say.</summary>
    public string? Architecture { get; init; }
    public required long Parameters { get; init; }
    /// <summary>Tokens of context it was made for.</summary>
    public long? ContextLength { get; init; }
    /// <summary>How most weights are kept: Q4_K_M, BF16, gptq-4bit.</summary>
    public string? Quantization { get; init; }
    public required ModelDetails Details { get; init; }
    /// <summary>Metrics of a model that ModelOps trained.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();
    public string? DatasetName { get; init; }

    /// <summary>The architecture as a word that can be part of a folder's name.</summary>
    public string Network
    {
        get
        {
            var word = string.Concat(
                (Architecture ?? "").ToLowerInvariant().Where(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-').Take(40));
            return word.Length > 0 ? word : "unknown";
        }
    }
}
