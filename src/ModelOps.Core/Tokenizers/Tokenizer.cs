using System.Text;

namespace ModelOps.Core;

/// <summary>
/// Byte-level byte-pair encoding (Sennrich, Haddow, Birch 2016, on bytes as in Radford et al. 2019): every text is a sequence of bytes,
/// each byte a token, and merges join frequent neighbours. Without merges it is the tokenizer of single bytes. Any bytes come back
/// exactly. An object may be used by several threads at once.
/// </summary>
public sealed class Tokenizer
{
    /// <summary>Name of a tokenizer's file, beside a dataset's tokens and a model's weights.</summary>
    public const string FileName = "tokenizer.json";
    /// <summary>Text of the token that ends a document; it stands for no bytes.</summary>
    public const string EndOfTextToken = "<|endoftext|>";

    private readonly IReadOnlyList<byte[]> _tokens;
    private readonly Dictionary<long, (int Rank, int Merged)> _ranks;

    /// <param name="tokens">The bytes of each token, by id; none for the end of a text.</param>
    /// <param name="merges">Pairs of ids that are joined, the most important first, and the id of what they become.</param>
    /// <param name="endOfText">Id of the token that ends a document; null where there is none.</param>
    internal Tokenizer(IReadOnlyList<byte[]> tokens, IReadOnlyList<Merge> merges, int? endOfText)
    {
        (_tokens, Merges, EndOfText) = (tokens, merges, endOfText);
        _ranks = new Dictionary<long, (int, int)>(merges.Count);
        for (int i = 0; i < merges.Count; i++)
            _ranks.TryAdd(Key(merges[i].Left, merges[i].Right), (i, merges[i].Merged));
        for (int id = 0; id < tokens.Count; id++)
        {
            if (tokens[id].Length == 1)
                ByteIds[tokens[id][0]] = id;
        }
    }

    /// <summary>Number of tokens.</summary>
    public int Vocabulary => _tokens.Count;

    /// <summary>Id of the token that ends a document; null where the text was one piece.</summary>
    public int? EndOfText { get; }

    /// <summary>byte or bpe.</summary>
    public string Kind => Merges.Count == 0 ? "byte" : "bpe";

    internal IReadOnlyList<Merge> Merges { get; }

    /// <summary>Id of each byte's token.</summary>
    internal int[] ByteIds { get; } = new int[256];

    /// <summary>A token for each byte, whose id is the byte.</summary>
    /// <param name="documents">True: one more, which ends a document.</param>
    public static Tokenizer OfBytes(bool documents) => new(Alphabet(documents), [], documents ? 256 : null);

    /// <summary>The bytes that a token stands for.</summary>
    public ReadOnlySpan<byte> Bytes(int id) => _tokens[id];

    /// <summary>The tokens of a text.</summary>
    public int[] Encode(string text) => Encode(Encoding.UTF8.GetBytes(text));

    /// <summary>The tokens of any bytes.</summary>
    public int[] Encode(ReadOnlySpan<byte> bytes)
    {
        var ids = new List<int>(bytes.Length);
        new TokenizerEncoder(this).Write(bytes, last: true, ids);
        return [.. ids];
    }

    /// <summary>The bytes of tokens.</summary>
    public byte[] Decode(IEnumerable<int> ids)
    {
        using var bytes = new MemoryStream();
        foreach (int id in ids)
            bytes.Write(Bytes(id));
        return bytes.ToArray();
    }

    /// <summary>Joins the tokens of one word as the merges say, best first.</summary>
    /// <param name="ids">Ids of the word's bytes; overwritten.</param>
    /// <returns>How many of them are left.</returns>
    internal int Join(Span<int> ids)
    {
        int count = ids.Length;
        while (count > 1)
        {
            int best = int.MaxValue, merged = 0, at = -1;
            for (int i = 0; i + 1 < count; i++)
            {
                if (_ranks.TryGetValue(Key(ids[i], ids[i + 1]), out var found) && found.Rank < best)
                    (best, merged, at) = (found.Rank, found.Merged, i);
            }
            if (at < 0)
                break;
            ids[at] = merged;
            ids[(at + 2)..count].CopyTo(ids[(at + 1)..]);
            count--;
        }
        return count;
    }

    /// <summary>The tokens of single bytes, and, with documents, the end of a text.</summary>
    internal static List<byte[]> Alphabet(bool documents)
    {
        var tokens = Enumerable.Range(0, 256).Select(b => new[] { (byte)b }).ToList();
        if (documents)
            tokens.Add([]);
        return tokens;
    }

    private static long Key(int left, int right) => ((long)left << 32) | (uint)right;
}

/// <summary>Two neighbouring tokens that become one.</summary>
internal readonly record struct Merge(int Left, int Right, int Merged);
