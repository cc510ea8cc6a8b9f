namespace ModelOps.Core;

/// <summary>What an importer found in a file. The tensors' bytes are still where the importer put them.</summary>
internal sealed record ImportedSamples
{
    public required string Format { get; init; }
    public required long Samples { get; init; }
    /// <summary>Shape of one sample.</summary>
    public required IReadOnlyList<int> Shape { get; init; }
    public IReadOnlyList<string> Columns { get; init; } = [];
    public string? LabelColumn { get; init; }
    public IReadOnlyList<string> Classes { get; init; } = [];
    public required string Task { get; init; }
    /// <summary>"features": F32 or U8 [samples, …shape]; "tokens" of text: U8, U16 or I32 [samples].</summary>
    public required TensorSource Features { get; init; }
    /// <summary>"labels": I64 [samples], or "targets": F32 [samples]; null for text.</summary>
    public TensorSource? Labels { get; init; }
    /// <summary>What made the tokens of text; null for other samples.</summary>
    public Tokenizer? Tokenizer { get; init; }
}
