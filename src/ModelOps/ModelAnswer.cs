namespace ModelOps;

/// <summary>One message of a conversation.</summary>
/// <param name="Role">system, user or assistant.</param>
/// <param name="Content">Its text.</param>
public sealed record ChatMessage(string Role, string Content)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Role}: {Content}";
}

/// <summary>A model's answer to a conversation.</summary>
public sealed record ModelAnswer
{
    /// <summary>The server that answered.</summary>
    public required string ServerName { get; init; }
    /// <summary>The answer.</summary>
    public required string Text { get; init; }
    /// <summary>Why it ended: stop (the model was done) or length (the limit of tokens was reached).</summary>
    public required string FinishReason { get; init; }
    /// <summary>Tokens of the conversation; null where the server doesn't say.</summary>
    public int? PromptTokens { get; init; }
    /// <summary>Tokens of the answer; null where the server doesn't say.</summary>
    public int? CompletionTokens { get; init; }
    /// <summary>From the request to the first piece of the answer.</summary>
    public required TimeSpan FirstTokenTime { get; init; }
    /// <summary>From the request to the end of the answer.</summary>
    public required TimeSpan Duration { get; init; }
    /// <summary>Tokens of the conversation that the server read in a second; null where it doesn't say.</summary>
    public double? PromptTokensPerSecond { get; init; }
    /// <summary>
    /// Tokens of the answer in a second: by the server's own timings, else from the first piece to the end; null where it doesn't count
    /// them.
    /// </summary>
    public double? TokensPerSecond { get; init; }
    /// <summary>The conversation with the answer at its end: what a next question goes on from.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
