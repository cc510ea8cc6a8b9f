using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests;

public sealed class TokenizerProperties
{
    private static readonly Gen<byte[]> AnyBytes = Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf();

    private static readonly Gen<byte[]> Text = Gen.Elements(
        "the", " the", " theory", "  ", "\n", "don't", " 123", "é", "ß", " 日本", "…", "\t", "🙂", "!!", "a", "\u00A0", "\r\n", "'re").ListOf().Select(w => Encoding.UTF8.GetBytes(string.Concat(w)));

    private static readonly Gen<(byte[] Learned, byte[] Encoded, int Cut)> Cases =
        from learned in Gen.OneOf(AnyBytes, Text)
        from encoded in Gen.OneOf(AnyBytes, Text)
        from cut in Gen.Choose(0, 1000)
        select (learned, encoded, cut);

    private static readonly Tokenizer Whole = Learn(
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("the theory of the 12 thèmes, don't they? 日本の日本 ", 20))), 400, false);

    /// <summary>
    /// Any bytes come back exactly, whatever the tokenizer was learned from; after its file was written and read as well.
    /// </summary>
    [Fact]
    public void AnyBytesComeBackExactly() => Property.Holds(Cases, c =>
    {
        var tokenizer = Learn(c.Learned, 258 + c.Cut % 100, c.Cut % 2 == 0);
        var ids = tokenizer.Encode(c.Encoded);
        Assert.Equal(c.Encoded, tokenizer.Decode(ids));
        string json = TokenizerFile.ToJson(tokenizer);
        var read = TokenizerFile.FromJson(json, "t.json");
        Assert.Equal(ids, read.Encode(c.Encoded));
        Assert.Equal(json, TokenizerFile.ToJson(read));
        Assert.Equal(tokenizer.EndOfText, read.EndOfText);
    });

    /// <summary>Where a stream is cut makes no difference.</summary>
    [Fact]
    public void PiecesGiveTheTokensOfTheWhole() => Property.Holds(Cases, c =>
    {
        var text = Enumerable.Repeat(c.Encoded, 40).SelectMany(b => b).ToArray();
        var ids = new List<int>();
        var encoder = new TokenizerEncoder(Whole);
        int step = 1 + c.Cut;
        for (int at = 0; at < text.Length; at += step)
            encoder.Write(text.AsSpan(at, Math.Min(step, text.Length - at)), false, ids);
        encoder.Write([], true, ids);
        Assert.Equal(Whole.Encode(text), ids);
    });

    /// <summary>The incremental counts choose the merges that counting anew before each one does.</summary>
    [Fact]
    public void MergesAreThoseOfCountingAnew() => Property.Holds(Cases, c =>
    {
        var words = Count([.. c.Learned, .. c.Encoded]);
        var learned = BpeTrainer.Train(words, 256 + 30, false, default);
        Assert.Equal(Naive(words, 30), learned.Merges.Select(m => (m.Left, m.Right)));
    });

    [Fact]
    public void FrequentWordsBecomeOneToken()
    {
        Assert.Single(Whole.Encode(" the"));
        Assert.True(Whole.Encode(" theory of the").Length <= 4);
        Assert.Equal("bpe", Whole.Kind);
        Assert.Equal(
            ("byte", 257, 256), (Tokenizer.OfBytes(true).Kind, Tokenizer.OfBytes(true).Vocabulary, Tokenizer.OfBytes(true).EndOfText));
    }

    /// <summary>As GPT-2's expression splits; https://github.com/openai/gpt-2/blob/master/src/encoder.py.</summary>
    [Theory]
    [InlineData("Hello world", "Hello| world")]
    [InlineData("don't  stop", "don|'t| | stop")]
    [InlineData("a\n\n b12 ,;", "a|\n\n| b|12| ,;")]
    [InlineData("x   \n", "x|   \n")]
    [InlineData("ein Maß, zwei²", "ein| Maß|,| zwei|²")]
    [InlineData("we'll'd they'RE", "we|'ll|'d| they|'|RE")]
    public void WordsAreSplitAsGpt2DoesIt(string text, string words)
    {
        var bytes = Encoding.UTF8.GetBytes(text).AsSpan();
        var found = new List<string>();
        while (!bytes.IsEmpty)
        {
            int length = WordScanner.Next(bytes);
            found.Add(Encoding.UTF8.GetString(bytes[..length]));
            bytes = bytes[length..];
        }
        Assert.Equal(words.Split('|'), found);
    }

    [Theory]
    [InlineData("{", "")]
    [InlineData("{\"model\": {\"type\": \"WordPiece\"}}", "WordPiece")]
    [InlineData("{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": []}}", "single bytes")]
    public void OtherFilesAreRefusedByName(string json, string reason)
    {
        var error = Assert.Throws<ModelOpsException>(() => TokenizerFile.FromJson(json, "x/tokenizer.json"));
        Assert.Equal((ErrorKind.Damaged, "TokenizerInvalid"), (error.Kind, error.ErrorId));
        Assert.Contains(reason, error.Message);
    }

    private static Tokenizer Learn(byte[] text, int vocabulary, bool documents) =>
        BpeTrainer.Train(Count(text), vocabulary, documents, default);

    private static IReadOnlyDictionary<byte[], long> Count(byte[] text)
    {
        var counter = new WordCounter();
        counter.Add(text, true);
        return counter.Counts;
    }

    private static List<(int, int)> Naive(IReadOnlyDictionary<byte[], long> words, int merges)
    {
        var split = words.Select(w => (Ids: w.Key.Select(b => (int)b).ToList(), w.Value)).ToList();
        var tokens = Enumerable.Range(0, 256).Select(b => new[] { (byte)b }).ToList();
        var chosen = new List<(int, int)>();
        while (tokens.Count < 256 + merges)
        {
            var best = split.SelectMany(w => w.Ids.Zip(w.Ids.Skip(1)).Select(p => (Pair: p, w.Value))).GroupBy(p => p.Pair)
                .Select(g => (Pair: g.Key, Count: g.Sum(p => p.Value))).Where(p => p.Count >= 2)
                .OrderByDescending(p => p.Count).ThenBy(p => p.Pair.First).ThenBy(p => p.Pair.Second).FirstOrDefault();
            if (best.Count == 0)
                break;
            byte[] bytes = [.. tokens[best.Pair.First], .. tokens[best.Pair.Second]];
            int id = tokens.FindIndex(t => t.SequenceEqual(bytes));
            if (id < 0)
            {
                id = tokens.Count;
                tokens.Add(bytes);
            }
            if (!chosen.Contains(best.Pair))
                chosen.Add(best.Pair);
            foreach (var (ids, _) in split)
            {
                for (int i = 0; i + 1 < ids.Count; i++)
                {
                    if ((ids[i], ids[i + 1]) != best.Pair)
                        continue;
                    ids[i] = id;
                    ids.RemoveAt(i + 1);
                }
            }
        }
        return chosen;
    }
}
