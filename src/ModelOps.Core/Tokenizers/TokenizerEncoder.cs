namespace ModelOps.Core;

/// <summary>Encodes a stream of bytes piece by piece: the tokens don't depend on where the pieces end.</summary>
internal sealed class TokenizerEncoder(Tokenizer tokenizer)
{
    private const int CachedWords = 1 << 16;
    private const int CachedLength = 32;
    private readonly Dictionary<byte[], int[]> _words = new(ByteSequenceComparer.Instance);
    private readonly WordBuffer _buffer = new();
    private readonly int[] _ids = new int[WordScanner.MaxLength];

    /// <summary>Adds a piece and appends the ids of all words that are complete.</summary>
    /// <param name="piece">The next bytes.</param>
    /// <param name="last">True: the text ends here.</param>
    /// <param name="ids">Where ids are appended.</param>
    public void Write(ReadOnlySpan<byte> piece, bool last, List<int> ids)
    {
        if (tokenizer.Merges.Count == 0)
        {
            foreach (byte value in piece)
                ids.Add(tokenizer.ByteIds[value]);
            return;
        }
        _buffer.Add(piece, last);
        while (_buffer.TryTake(out var word))
            Encode(word, ids);
    }

    private void Encode(ReadOnlySpan<byte> word, List<int> ids)
    {
        var lookup = _words.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (lookup.TryGetValue(word, out var known))
        {
            ids.AddRange(known);
            return;
        }
        var parts = _ids.AsSpan(0, word.Length);
        for (int i = 0; i < parts.Length; i++)
            parts[i] = tokenizer.ByteIds[word[i]];
        parts = parts[..tokenizer.Join(parts)];
        ids.AddRange(parts);
        if (word.Length <= CachedLength && _words.Count < CachedWords)
            _words[word.ToArray()] = parts.ToArray();
    }
}
