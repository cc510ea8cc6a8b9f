using System.Text;

namespace ModelOps.Host.Tests.Servers;

/// <summary>
/// Writes the smallest llama model that llama.cpp runs: two layers of width 32, random weights, a vocabulary of the 256 bytes and some
/// words. GGUF version 3: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
/// </summary>
internal static class TinyGguf
{
    private const int Width = 32, Layers = 2, Heads = 4, Hidden = 64, Context = 256, Alignment = 32;
    private const string ChatTemplate = "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}assistant:";

    private enum ValueType { UInt32 = 4, Int32 = 5, Float32 = 6, String = 8, Array = 9 }

    private enum TokenType { Normal = 1, Unknown = 2, Control = 3, Byte = 6 }

    public static void Write(string path)
    {
        var tokens = Tokens();
        var tensors = Tensors(tokens.Count);
        using var writer = new BinaryWriter(File.Create(path), Encoding.UTF8);
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write((ulong)tensors.Count);
        var values = new MemoryStream();
        int count = WriteValues(new BinaryWriter(values), tokens);
        writer.Write((ulong)count);
        writer.Write(values.ToArray());
        ulong offset = 0;
        foreach (var (name, shape, _) in tensors)
        {
            WriteText(writer, name);
            writer.Write(shape.Length);
            foreach (int size in shape)
                writer.Write((ulong)size);
            writer.Write(0u); // F32
            writer.Write(offset);
            offset += (ulong)Padded(4L * shape.Aggregate((a, b) => a * b));
        }
        foreach (var (_, _, data) in tensors)
        {
            writer.Write(new byte[Padded(writer.BaseStream.Position) - writer.BaseStream.Position]);
            foreach (float value in data)
                writer.Write(value);
        }
        writer.Write(new byte[Padded(writer.BaseStream.Position) - writer.BaseStream.Position]);
    }

    private static long Padded(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;

    private static List<(string Text, TokenType Type, float Score)> Tokens()
    {
        var tokens = new List<(string, TokenType, float)> { ("<unk>", TokenType.Unknown, 0), ("<s>", TokenType.Control, 0), ("</s>", TokenType.Control, 0) };
        tokens.AddRange(Enumerable.Range(0, 256).Select(i => ($"<0x{i:X2}>", TokenType.Byte, 0f)));
        tokens.AddRange(
            "▁ ▁the ▁a e t o i n s h r ▁hello ▁world ▁model .".Split(' ').Select((word, i) => (word, TokenType.Normal, -(float)i)));
        return tokens;
    }

    private static List<(string Name, int[] Shape, float[] Data)> Tensors(int vocabulary)
    {
        var random = new Random(1);
        var tensors = new List<(string, int[], float[])>();
        Add("token_embd.weight", Width, vocabulary);
        AddOnes("output_norm.weight");
        Add("output.weight", Width, vocabulary);
        for (int layer = 0; layer < Layers; layer++)
        {
            AddOnes($"blk.{layer}.attn_norm.weight");
            AddOnes($"blk.{layer}.ffn_norm.weight");
            foreach (var name in new[] { "attn_q", "attn_k", "attn_v", "attn_output" })
                Add($"blk.{layer}.{name}.weight", Width, Width);
            Add($"blk.{layer}.ffn_gate.weight", Width, Hidden);
            Add($"blk.{layer}.ffn_up.weight", Width, Hidden);
            Add($"blk.{layer}.ffn_down.weight", Hidden, Width);
        }
        return tensors;

        // GGUF names the innermost size first.
        void Add(string name, int inner, int outer) =>
            tensors.Add((name, [inner, outer], [.. Enumerable.Range(0, inner * outer).Select(_ => (random.NextSingle() - 0.5f))]));
        void AddOnes(string name) => tensors.Add((name, [Width], [.. Enumerable.Repeat(1f, Width)]));
    }

    private static int WriteValues(BinaryWriter writer, List<(string Text, TokenType Type, float Score)> tokens)
    {
        int count = 0;
        Text("general.architecture", "llama");
        Text("general.name", "tiny");
        Number("llama.context_length", Context);
        Number("llama.embedding_length", Width);
        Number("llama.block_count", Layers);
        Number("llama.feed_forward_length", Hidden);
        Number("llama.attention.head_count", Heads);
        Number("llama.rope.dimension_count", Width / Heads);
        Key("llama.attention.layer_norm_rms_epsilon", ValueType.Float32);
        writer.Write(1e-5f);
        Text("tokenizer.ggml.model", "llama");
        Array("tokenizer.ggml.tokens", ValueType.String);
        tokens.ForEach(t => WriteText(writer, t.Text));
        Array("tokenizer.ggml.scores", ValueType.Float32);
        tokens.ForEach(t => writer.Write(t.Score));
        Array("tokenizer.ggml.token_type", ValueType.Int32);
        tokens.ForEach(t => writer.Write((int)t.Type));
        Number("tokenizer.ggml.unknown_token_id", 0);
        Number("tokenizer.ggml.bos_token_id", 1);
        Number("tokenizer.ggml.eos_token_id", 2);
        Text("tokenizer.chat_template", ChatTemplate);
        return count;

        void Key(string key, ValueType type)
        {
            WriteText(writer, key);
            writer.Write((int)type);
            count++;
        }
        void Text(string key, string text)
        {
            Key(key, ValueType.String);
            WriteText(writer, text);
        }
        void Number(string key, int number)
        {
            Key(key, ValueType.UInt32);
            writer.Write((uint)number);
        }
        void Array(string key, ValueType type)
        {
            Key(key, ValueType.Array);
            writer.Write((int)type);
            writer.Write((ulong)tokens.Count);
        }
    }

    private static void WriteText(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }
}
