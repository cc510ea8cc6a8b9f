using System.Buffers;
using System.Text;

namespace ModelOps.Core;

/// <summary>
/// Splits text into words as GPT-2's expression does: 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
/// (Radford et al. 2019). It works on bytes: what is no UTF-8 counts, byte by byte, as neither letter, number nor space.
/// </summary>
internal static class WordScanner
{
    /// <summary>A word is cut at so many bytes, so that a text without a break is no single word.</summary>
    public const int MaxLength = 1024;
    /// <summary>A word is certain once so many bytes are known past its end.</summary>
    public const int LookAhead = 8;

    private static readonly byte[][] Contractions = [.. new[] { "'s", "'t", "'re", "'ve", "'m", "'ll", "'d" }.Select(Encoding.UTF8.GetBytes)];

    private enum Kind
    {
        Letter,
        Number,
        Space,
        Other,
    }

    /// <summary>Length of the word that a text, not empty, begins with; at most <see cref="MaxLength"/>.</summary>
    public static int Next(ReadOnlySpan<byte> text)
    {
        foreach (var contraction in Contractions)
        {
            if (text.StartsWith(contraction))
                return contraction.Length;
        }
        var first = KindAt(text, 0, out int length);
        if (text[0] == (byte)' ' && text.Length > 1 && KindAt(text, 1, out int second) is var kind and not Kind.Space)
            return Run(text, 1 + second, kind);
        return first == Kind.Space ? Spaces(text, length) : Run(text, length, first);
    }

    /// <summary>A run of spaces leaves its last one to the word that follows.</summary>
    private static int Spaces(ReadOnlySpan<byte> text, int end)
    {
        int before = 0;
        while (end < text.Length && end < MaxLength && KindAt(text, end, out int length) == Kind.Space)
            (before, end) = (end, end + length);
        return end < text.Length && end < MaxLength && before > 0 ? before : Math.Min(end, MaxLength);
    }

    private static int Run(ReadOnlySpan<byte> text, int end, Kind kind)
    {
        while (end < text.Length && end < MaxLength && KindAt(text, end, out int length) == kind)
            end += length;
        return Math.Min(end, MaxLength);
    }

    private static Kind KindAt(ReadOnlySpan<byte> text, int at, out int length)
    {
        byte value = text[at];
        if (value < 0x80)
        {
            length = 1;
            return char.IsAsciiLetter((char)value) ? Kind.Letter
                : char.IsAsciiDigit((char)value) ? Kind.Number
                : value is (byte)' ' or (>= 0x09 and <= 0x0D) ? Kind.Space
                : Kind.Other;
        }
        if (Rune.DecodeFromUtf8(text[at..], out var rune, out length) != OperationStatus.Done)
        {
            length = 1;
            return Kind.Other;
        }
        return Rune.IsLetter(rune) ? Kind.Letter : Rune.IsNumber(rune) ? Kind.Number : Rune.IsWhiteSpace(rune) ? Kind.Space : Kind.Other;
    }
}
