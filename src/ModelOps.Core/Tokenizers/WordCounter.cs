using System.Runtime.InteropServices;

namespace ModelOps.Core;

/// <summary>Counts the words of a text that arrives in pieces, for a tokenizer to learn from.</summary>
internal sealed class WordCounter
{
    /// <summary>What is learned from: memory stays bounded, and more text hardly changes a vocabulary.</summary>
    private const long MaxBytes = 1 << 26;
    private readonly Dictionary<byte[], long> _counts = new(ByteSequenceComparer.Instance);
    private readonly WordBuffer _buffer = new();
    private long _bytes;

    /// <summary>False once so much was read that what follows is not counted.</summary>
    public bool WantsMore => _bytes < MaxBytes;

    public IReadOnlyDictionary<byte[], long> Counts => _counts;

    /// <param name="piece">The next bytes.</param>
    /// <param name="last">True: a document ends here.</param>
    public void Add(ReadOnlySpan<byte> piece, bool last)
    {
        _bytes += piece.Length;
        _buffer.Add(piece, last);
        var lookup = _counts.GetAlternateLookup<ReadOnlySpan<byte>>();
        while (_buffer.TryTake(out var word))
            CollectionsMarshal.GetValueRefOrAddDefault(lookup, word, out _)++;
    }
}
