using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelOps.Core;

/// <summary>tokenizer.json in the layout of Hugging Face's tokenizers library: a BPE model on GPT-2's byte alphabet.</summary>
public static class TokenizerFile
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file's text; the same tokenizer gives the same text.</summary>
    public static string ToJson(Tokenizer tokenizer)
    {
        var vocabulary = new JsonObject();
        for (int id = 0; id < tokenizer.Vocabulary; id++)
        {
            if (id != tokenizer.EndOfText)
                vocabulary[ByteAlphabet.Text(tokenizer.Bytes(id))] = id;
        }
        string Text(int id) => ByteAlphabet.Text(tokenizer.Bytes(id));
        return new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = tokenizer.EndOfText is { } end ? new JsonArray(Special(end)) : new JsonArray(),
            ["normalizer"] = null,
            ["pre_tokenizer"] = ByteLevel(),
            ["post_processor"] = null,
            ["decoder"] = ByteLevel(),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["dropout"] = null,
                ["unk_token"] = null,
                ["continuing_subword_prefix"] = null,
                ["end_of_word_suffix"] = null,
                ["fuse_unk"] = false,
                ["byte_fallback"] = false,
                ["vocab"] = vocabulary,
                ["merges"] = new JsonArray([.. tokenizer.Merges.Select(m => (JsonNode)$"{Text(m.Left)} {Text(m.Right)}")]),
            },
        }.ToJsonString(Indented);
    }

    /// <summary>Reads it back. Damaged ("TokenizerInvalid") where it isn't a byte-level BPE tokenizer.</summary>
    /// <param name="json">The text.</param>
    /// <param name="file">File it came from, for the error.</param>
    public static Tokenizer FromJson(string json, string file)
    {
        try
        {
            return Read(JsonNode.Parse(json) ?? throw new JsonException("it holds null"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw Error.Of(ErrorKind.Damaged, "TokenizerInvalid", file, e.Message);
        }
    }

    /// <summary>The tokenizer in a folder. Damaged where there is none or it can't be read.</summary>
    public static Tokenizer Load(string folder)
    {
        var file = Path.Combine(folder, Tokenizer.FileName);
        return File.Exists(file)
            ? FromJson(File.ReadAllText(file), file)
            : throw Error.Of(ErrorKind.Damaged, "TokenizerInvalid", file, "it is missing");
    }

    private static Tokenizer Read(JsonNode root)
    {
        var model = Object(root, "model");
        if (model["type"]?.GetValue<string>() is var type && type != "BPE")
            throw new JsonException($"its model is '{type}', not BPE");
        var vocabulary = Object(model, "vocab").ToDictionary(v => v.Key, v => v.Value!.GetValue<int>());
        var special = Specials(root);
        int count = vocabulary.Values.Concat(special.Values).DefaultIfEmpty(-1).Max() + 1;
        var tokens = new byte[count][];
        foreach (var (text, id) in vocabulary.Where(v => !special.ContainsKey(v.Key)))
            Put(tokens, id, ByteAlphabet.Read(text) ?? throw new JsonException($"its token '{text}' has a character that stands for no byte"));
        foreach (int id in special.Values)
            Put(tokens, id, []);
        if (Array.FindIndex(tokens, t => t is null) is var hole and >= 0)
            throw new JsonException($"it has no token of id {hole}");
        if (tokens.Where(t => t.Length == 1).Select(t => t[0]).Distinct().Count() != 256)
            throw new JsonException("it lacks tokens of single bytes");
        var merges = (model["merges"] as JsonArray ?? throw new JsonException("its model has no list 'merges'"))
            .Select(m => ReadMerge(m!, vocabulary));
        return new Tokenizer(tokens, [.. merges], special.TryGetValue(Tokenizer.EndOfTextToken, out int end) ? end : null);
    }

    private static Dictionary<string, int> Specials(JsonNode root) => (root["added_tokens"] as JsonArray ?? [])
        .ToDictionary(t => t!["content"]!.GetValue<string>(), t => t!["id"]!.GetValue<int>());

    /// <summary>"a b", or ["a", "b"] as newer files have it.</summary>
    private static Merge ReadMerge(JsonNode item, Dictionary<string, int> vocabulary)
    {
        string[] parts = item is JsonArray pair ? [.. pair.Select(p => p!.GetValue<string>())] : item.GetValue<string>().Split(' ');
        return parts is [var left, var right]
            ? new Merge(vocabulary[left], vocabulary[right], vocabulary[left + right])
            : throw new JsonException($"its merge '{item}' is not of two tokens");
    }

    private static void Put(byte[][] tokens, int id, byte[] bytes)
    {
        if (id < 0 || tokens[id] is not null)
            throw new JsonException($"two of its tokens have the id {id}");
        tokens[id] = bytes;
    }

    private static JsonObject Object(JsonNode parent, string key) =>
        parent[key] as JsonObject ?? throw new JsonException($"it has no '{key}'");

    private static JsonObject ByteLevel() => new()
    {
        ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = true, ["use_regex"] = true,
    };

    private static JsonNode Special(int id) => new JsonObject
    {
        ["id"] = id, ["content"] = Tokenizer.EndOfTextToken, ["single_word"] = false, ["lstrip"] = false, ["rstrip"] = false,
        ["normalized"] = false, ["special"] = true,
    };
}
