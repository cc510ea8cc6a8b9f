namespace ModelOps;

/// <summary>What a model's files say of it beyond what lists show. Numbers that they don't say are null.</summary>
public sealed record ModelDetails
{
    /// <summary>Name the file gives the model.</summary>
    public string? Title { get; init; }
    /// <summary>License the file names.</summary>
    public string? License { get; init; }
    /// <summary>Number of blocks (layers).</summary>
    public long? Blocks { get; init; }
    /// <summary>Width of an embedding.</summary>
    public long? EmbeddingLength { get; init; }
    /// <summary>Width of the feed-forward layers.</summary>
    public long? FeedForwardLength { get; init; }
    /// <summary>Attention heads of a block; the greatest where blocks differ.</summary>
    public long? Heads { get; init; }
    /// <summary>Heads of keys and values of a block; the greatest where blocks differ.</summary>
    public long? KeyValueHeads { get; init; }
    /// <summary>Number of tokens.</summary>
    public long? VocabularySize { get; init; }
    /// <summary>Experts of a block, in a mixture of experts.</summary>
    public long? Experts { get; init; }
    /// <summary>Experts that work on a token.</summary>
    public long? ExpertsUsed { get; init; }
    /// <summary>Kind of its tokenizer.</summary>
    public string? Tokenizer { get; init; }
    /// <summary>Number of tensors.</summary>
    public int Tensors { get; init; }
    /// <summary>Template (Jinja) that turns a conversation into text.</summary>
    public string? ChatTemplate { get; init; }
}
