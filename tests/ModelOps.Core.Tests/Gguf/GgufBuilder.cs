using System.Text;

namespace ModelOps.Core.Tests;

/// <summary>
/// Writes GGUF files for tests and benchmarks. Weights are holes: the file has its length, and no bytes but those of the header.
/// </summary>
public sealed class GgufBuilder
{
    private readonly List<(string Key, object Value)> _pairs = [];
    private readonly List<(string Name, uint Type, long[] Shape, long Bytes)> _tensors = [];

    /// <summary>Written as it is, right or wrong.</summary>
    public uint Version { get; set; } = 3;
    public long Alignment { get; private set; } = 32;

    /// <summary>A pair. Types of C# become those of GGUF; arrays become lists.</summary>
    public GgufBuilder Set(string key, object value)
    {
        if (key == "general.alignment")
            Alignment = Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture);
        _pairs.RemoveAll(p => p.Key == key);
        _pairs.Add((key, value));
        return this;
    }

    public GgufBuilder Remove(string key)
    {
        _pairs.RemoveAll(p => p.Key == key);
        return this;
    }

    /// <param name="name">Its name.</param>
    /// <param name="type">Number of the ggml type.</param>
    /// <param name="blockElements">Values in a block of that type.</param>
    /// <param name="blockBytes">Bytes of a block.</param>
    /// <param name="shape">The innermost dimension first.</param>
    public GgufBuilder Tensor(string name, uint type, int blockElements, int blockBytes, params long[] shape)
    {
        long elements = shape.Aggregate(1L, (a, b) => a * b);
        _tensors.Add((name, type, shape, elements / blockElements * blockBytes));
        return this;
    }

    public GgufBuilder F32(string name, params long[] shape) => Tensor(name, 0, 1, 4, shape);
    public GgufBuilder Q4K(string name, params long[] shape) => Tensor(name, 12, 256, 144, shape);

    /// <summary>A vocabulary as converters write it: texts, scores, types, merges.</summary>
    public GgufBuilder Vocabulary(int tokens)
    {
        var texts = new string[tokens];
        for (int i = 0; i < tokens; i++)
            texts[i] = "▁t" + i.ToString("x", System.Globalization.CultureInfo.InvariantCulture);
        return Set("tokenizer.ggml.tokens", texts).Set("tokenizer.ggml.scores", new float[tokens])
            .Set("tokenizer.ggml.token_type", Enumerable.Repeat(1, tokens).ToArray());
    }

    /// <summary>A small llama: what a header of one holds, with few weights.</summary>
    public static GgufBuilder Llama(int vocabulary = 300, int blocks = 2, long width = 256) => Weights(new GgufBuilder()
        .Set("general.architecture", "llama").Set("general.type", "model").Set("general.name", "Tiny Llama").Set("general.file_type", 15u)
        .Set("llama.block_count", (uint)blocks).Set("llama.context_length", 4096u).Set("llama.embedding_length", (uint)width)
        .Set("llama.attention.head_count", 8u).Set("llama.attention.head_count_kv", 4u).Set("llama.rope.freq_base", 10000f)
        .Set("tokenizer.ggml.model", "llama").Vocabulary(vocabulary)
        .Set("tokenizer.ggml.bos_token_id", 1u).Set("tokenizer.ggml.add_bos_token", true)
        .Set("tokenizer.chat_template", "{% for message in messages %}{{ message.content }}{% endfor %}"), vocabulary, blocks, width);

    private static GgufBuilder Weights(GgufBuilder builder, int vocabulary, int blocks, long width)
    {
        builder.Q4K("token_embd.weight", width, vocabulary);
        for (int i = 0; i < blocks; i++)
            builder.F32($"blk.{i}.attn_norm.weight", width).Q4K($"blk.{i}.attn_q.weight", width, width)
                .Q4K($"blk.{i}.ffn_up.weight", width, 2 * width);
        return builder.F32("output_norm.weight", width);
    }

    /// <summary>The bytes up to the end of the tensor descriptions, without padding.</summary>
    public byte[] Header()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("GGUF"u8);
        writer.Write(Version);
        writer.Write((ulong)_tensors.Count);
        writer.Write((ulong)_pairs.Count);
        foreach (var (key, value) in _pairs)
        {
            WriteText(writer, key);
            writer.Write(TypeOf(value));
            WriteValue(writer, value);
        }
        long offset = 0;
        foreach (var (name, type, shape, bytes) in _tensors)
        {
            WriteText(writer, name);
            writer.Write((uint)shape.Length);
            foreach (long size in shape)
                writer.Write(size);
            writer.Write(type);
            writer.Write(offset);
            offset = Padded(offset + bytes);
        }
        return stream.ToArray();
    }

    /// <summary>Bytes that header, padding and weights take.</summary>
    public long Length(int headerBytes)
    {
        long end = Padded(headerBytes), offset = 0;
        foreach (var tensor in _tensors)
        {
            offset = Padded(offset);
            offset += tensor.Bytes;
        }
        return end + offset;
    }

    /// <summary>Writes the file and returns its path.</summary>
    public string Write(string path)
    {
        var header = Header();
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var stream = File.Create(path);
        stream.Write(header);
        stream.SetLength(Length(header.Length));
        return path;
    }

    private long Padded(long offset) => (offset + Alignment - 1) / Alignment * Alignment;

    private static void WriteText(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private static uint TypeOf(object value) => value switch
    {
        byte => 0, sbyte => 1, ushort => 2, short => 3, uint => 4, int => 5, float => 6, bool => 7, string => 8, Array => 9,
        ulong => 10, long => 11, double => 12,
        _ => throw new ArgumentException($"GGUF has no type for {value.GetType()}."),
    };

    private static void WriteValue(BinaryWriter writer, object value)
    {
        switch (value)
        {
            case byte v: writer.Write(v); break;
            case sbyte v: writer.Write(v); break;
            case ushort v: writer.Write(v); break;
            case short v: writer.Write(v); break;
            case uint v: writer.Write(v); break;
            case int v: writer.Write(v); break;
            case float v: writer.Write(v); break;
            case bool v: writer.Write(v); break;
            case string v: WriteText(writer, v); break;
            case ulong v: writer.Write(v); break;
            case long v: writer.Write(v); break;
            case double v: writer.Write(v); break;
            case Array v: WriteList(writer, v); break;
        }
    }

    private static void WriteList(BinaryWriter writer, Array list)
    {
        writer.Write(list.Length > 0 ? TypeOf(list.GetValue(0)!) : 8u);
        writer.Write((ulong)list.Length);
        foreach (var element in list)
            WriteValue(writer, element);
    }
}
