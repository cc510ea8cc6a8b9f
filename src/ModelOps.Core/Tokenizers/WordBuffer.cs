namespace ModelOps.Core;

/// <summary>Gives the words of a text that arrives in pieces; a word is given once nothing that may follow can change it.</summary>
internal sealed class WordBuffer
{
    private const int Needed = WordScanner.MaxLength + WordScanner.LookAhead;
    private byte[] _bytes = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _last;

    /// <summary>Adds a piece; all words that are complete must have been taken before.</summary>
    public void Add(ReadOnlySpan<byte> piece, bool last)
    {
        int left = _end - _start;
        if (left + piece.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, left + piece.Length));
        _bytes.AsSpan(_start, left).CopyTo(_bytes);
        piece.CopyTo(_bytes.AsSpan(left));
        (_start, _end, _last) = (0, left + piece.Length, last);
    }

    /// <summary>The next word, valid until the next piece is added.</summary>
    public bool TryTake(out ReadOnlySpan<byte> word)
    {
        int left = _end - _start;
        if (left == 0 || (!_last && left < Needed))
        {
            word = default;
            return false;
        }
        word = _bytes.AsSpan(_start, WordScanner.Next(_bytes.AsSpan(_start, Math.Min(left, Needed))));
        _start += word.Length;
        return true;
    }
}
