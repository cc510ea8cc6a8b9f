namespace ModelOps.Core;

/// <summary>
/// A tokenizer in a GGUF file: llama.cpp's model "gpt2" (byte-level byte-pair encoding) with the splitting "gpt-2". The tokenizer of single
/// bytes is one without merges.
/// </summary>
internal static class Gpt2Vocabulary
{
    // enum llama_token_type.
    private const int NormalToken = 1;
    private const int ControlToken = 3;

    /// <summary>Chat requests are texts to go on with: messages as they are, one after the other.</summary>
    private const string ChatTemplate = "{% for message in messages %}{{ message['content'] }}{% endfor %}";

    public static void Describe(GgufWriter writer, Tokenizer tokenizer)
    {
        // Without an id, llama.cpp would take that of GPT-2's vocabulary, or 11 where it has no such token. A text has no byte 0.
        int end = tokenizer.EndOfText ?? tokenizer.ByteIds[0];
        string Text(int id) => id == tokenizer.EndOfText ? Tokenizer.EndOfTextToken : ByteAlphabet.Text(tokenizer.Bytes(id));
        int[] ids = [.. Enumerable.Range(0, tokenizer.Vocabulary)];
        writer.Add("tokenizer.ggml.model", "gpt2")
            .Add("tokenizer.ggml.pre", "gpt-2")
            .Add("tokenizer.ggml.tokens", [.. ids.Select(Text)])
            .Add("tokenizer.ggml.token_type", [.. ids.Select(id => id == tokenizer.EndOfText ? ControlToken : NormalToken)])
            .Add("tokenizer.ggml.merges", [.. tokenizer.Merges.Select(m => $"{Text(m.Left)} {Text(m.Right)}")])
            .Add("tokenizer.ggml.bos_token_id", end)
            .Add("tokenizer.ggml.eos_token_id", end)
            .Add("tokenizer.ggml.add_bos_token", false)
            .Add("tokenizer.chat_template", ChatTemplate);
    }
}
