using System.Runtime.InteropServices;

namespace ModelOps.Core;

/// <summary>
/// Learns byte-pair encoding (Sennrich, Haddow, Birch 2016: Neural Machine Translation of Rare Words with Subword Units, algorithm 1) with
/// the counts of pairs kept up to date: a merge touches only the words that hold it, which an index finds, and the most frequent pair
/// comes from a heap whose stale entries are passed over (as in subword-nmt and Hugging Face's tokenizers).
/// </summary>
internal sealed class BpeTrainer
{
    /// <summary>A pair that stands once in the whole text is nothing to learn.</summary>
    private const long LeastCount = 2;
    private const int CancellationMerges = 64;

    private readonly List<(int[] Ids, long Count)> _words = [];
    private readonly Dictionary<long, long> _counts = [];
    /// <summary>Words that hold a pair, or did once.</summary>
    private readonly Dictionary<long, List<int>> _holders = [];
    private readonly PriorityQueue<long, (long Count, long Pair)> _heap = new(Comparer<(long Count, long Pair)>.Create(
        (a, b) => a.Count != b.Count ? b.Count.CompareTo(a.Count) : a.Pair.CompareTo(b.Pair)));
    private readonly HashSet<long> _changed = [];

    /// <summary>Learns merges until the vocabulary is as large as wanted, or no pair is left that stands twice.</summary>
    /// <param name="words">How often each word stands in the text.</param>
    /// <param name="vocabulary">Tokens at most.</param>
    /// <param name="documents">True: one token ends a document.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <remarks>Of pairs that are as frequent, the one of the smaller ids comes first: the same words give the same tokenizer.</remarks>
    public static Tokenizer Train(IReadOnlyDictionary<byte[], long> words, int vocabulary, bool documents, CancellationToken cancellation)
    {
        var trainer = new BpeTrainer();
        foreach (var (word, count) in words.OrderBy(w => w.Key, Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b))))
            trainer.Add(word, count);
        return trainer.Learn(vocabulary, documents, cancellation);
    }

    private void Add(byte[] word, long count)
    {
        if (word.Length < 2)
            return;
        _words.Add((Array.ConvertAll(word, b => (int)b), count));
        Count(_words.Count - 1, 1, null);
    }

    private Tokenizer Learn(int vocabulary, bool documents, CancellationToken cancellation)
    {
        var tokens = Tokenizer.Alphabet(documents);
        var known = new Dictionary<byte[], int>(ByteSequenceComparer.Instance);
        for (int i = 0; i < 256; i++)
            known[tokens[i]] = i;
        var merges = new List<Merge>();
        var learned = new HashSet<long>();
        Refresh();
        while (tokens.Count < vocabulary && Best() is { } pair)
        {
            var (left, right) = ((int)(pair >> 32), (int)pair);
            byte[] bytes = [.. tokens[left], .. tokens[right]];
            if (!known.TryGetValue(bytes, out int merged))
            {
                merged = known[bytes] = tokens.Count;
                tokens.Add(bytes);
            }
            // Two ways to the same bytes give one token, so that a pair can come up again after its merge.
            if (learned.Add(pair))
                merges.Add(new Merge(left, right, merged));
            Apply(pair, merged);
            if (merges.Count % CancellationMerges == 0)
                cancellation.ThrowIfCancellationRequested();
        }
        return new Tokenizer(tokens, merges, documents ? 256 : null);
    }

    private long? Best()
    {
        while (_heap.TryDequeue(out long pair, out var entry))
        {
            long count = _counts.GetValueOrDefault(pair);
            if (count == entry.Count && count >= LeastCount)
                return pair;
        }
        return null;
    }

    /// <summary>Joins a pair in all words that hold it.</summary>
    private void Apply(long pair, int merged)
    {
        _holders.Remove(pair, out var holders);
        int previous = -1;
        foreach (int index in holders!)
        {
            if (index == previous)
                continue;
            previous = index;
            var (ids, count) = _words[index];
            if (!Holds(ids, pair))
                continue;
            Count(index, -1, merged);
            _words[index] = (Joined(ids, pair, merged), count);
            Count(index, 1, merged);
        }
        _counts.Remove(pair);
        _changed.Remove(pair);
        Refresh();
    }

    /// <summary>Adds a word's pairs to the counts, or takes them away.</summary>
    /// <param name="index">The word.</param>
    /// <param name="sign">1 or -1.</param>
    /// <param name="added">The token that is new in it: the index has its other pairs already; null: all are new.</param>
    private void Count(int index, int sign, int? added)
    {
        var (ids, count) = _words[index];
        for (int i = 0; i + 1 < ids.Length; i++)
        {
            long pair = Key(ids[i], ids[i + 1]);
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, pair, out _) += sign * count;
            _changed.Add(pair);
            if (sign < 0 || (added is { } id && ids[i] != id && ids[i + 1] != id))
                continue;
            ref var holders = ref CollectionsMarshal.GetValueRefOrAddDefault(_holders, pair, out _);
            holders ??= [];
            if (holders.Count == 0 || holders[^1] != index)
                holders.Add(index);
        }
    }

    /// <summary>Puts the pairs whose counts changed into the heap anew.</summary>
    private void Refresh()
    {
        foreach (long pair in _changed)
        {
            if (_counts.TryGetValue(pair, out long count) && count >= LeastCount)
                _heap.Enqueue(pair, (count, pair));
        }
        _changed.Clear();
    }

    private static bool Holds(int[] ids, long pair)
    {
        for (int i = 0; i + 1 < ids.Length; i++)
        {
            if (Key(ids[i], ids[i + 1]) == pair)
                return true;
        }
        return false;
    }

    private static int[] Joined(int[] ids, long pair, int merged)
    {
        var joined = new List<int>(ids.Length);
        for (int i = 0; i < ids.Length; i++)
        {
            if (i + 1 < ids.Length && Key(ids[i], ids[i + 1]) == pair)
            {
                joined.Add(merged);
                i++;
            }
            else
                joined.Add(ids[i]);
        }
        return [.. joined];
    }

    private static long Key(int left, int right) => ((long)left << 32) | (uint)right;
}
