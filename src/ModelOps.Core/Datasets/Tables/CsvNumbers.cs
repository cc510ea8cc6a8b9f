using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelOps.Core;

/// <content>
/// The quick way through rows of plain numbers, which are most rows of most tables: each byte is looked at once, numbers are made on the
/// way and no cells are noted. A row with anything else in it is left to <see cref="Read"/>.
/// </content>
internal sealed partial class CsvReader
{
    /// <summary>
    /// Reads the next row if it lies in the buffer whole and has, besides the label, only numbers of at most 15 digits without exponent.
    /// False, with nothing read, where it hasn't.
    /// </summary>
    /// <param name="row">Takes the numbers; the row must have one cell more.</param>
    /// <param name="label">Index of the label's cell.</param>
    /// <param name="labelCell">The label, without spaces around it. Valid until the next call.</param>
    public bool TryReadNumbers(Span<float> row, int label, out ReadOnlySpan<byte> labelCell)
    {
        labelCell = default;
        // The zero byte behind the buffer's end is no part of a number and no line end, so that it needs no look at the length.
        ref byte at = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_buffer), _position);
        int length = 0;
        byte delimiter = Delimiter;
        int feature = 0;
        for (int column = 0; column <= row.Length; column++)
        {
            if (column == label)
            {
                int start = length;
                if (!SkipPlainCell(ref at, ref length))
                    return false;
                labelCell = _buffer.AsSpan(_position + start, length - start).Trim(" \t"u8);
            }
            else if (TryReadNumber(ref at, ref length, out double number))
            {
                row[feature++] = (float)number;
            }
            else
            {
                return false;
            }
            byte next = Unsafe.Add(ref at, length++);
            if (column < row.Length ? next != delimiter : !IsLineEnd(ref at, next, ref length))
                return false;
        }
        _position += length;
        Line = _nextLine++;
        return true;
    }

    /// <summary>A number with its sign, which ends where something else begins. Computed as <see cref="DecimalNumber"/> does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadNumber(ref byte at, ref int position, out double number)
    {
        int i = position;
        while (Unsafe.Add(ref at, i) == (byte)' ')
            i++;
        bool negative = Unsafe.Add(ref at, i) == (byte)'-';
        if (negative)
            i++;
        int first = i;
        long significand = 0;
        uint digit;
        for (; (digit = (uint)(Unsafe.Add(ref at, i) - '0')) <= 9; i++)
            significand = significand * 10 + digit;
        int digits = i - first;
        number = significand;
        if (Unsafe.Add(ref at, i) == (byte)'.')
        {
            int point = ++i;
            for (; (digit = (uint)(Unsafe.Add(ref at, i) - '0')) <= 9; i++)
                significand = significand * 10 + digit;
            int decimals = i - point;
            digits += decimals;
            if (digits <= DecimalNumber.ExactDigits)
                number = significand / DecimalNumber.Powers[decimals];
        }
        if (negative)
            number = -number;
        position = i;
        return (uint)(digits - 1) < DecimalNumber.ExactDigits;
    }

    /// <summary>Moves to the end of a cell without quotes; false where it has some, or the buffer ends.</summary>
    private bool SkipPlainCell(ref byte at, ref int position)
    {
        byte delimiter = Delimiter;
        for (int i = position; ; i++)
        {
            byte b = Unsafe.Add(ref at, i);
            if (b == delimiter || b == LineFeed || b == CarriageReturn)
            {
                position = i;
                return true;
            }
            if (b is Quote or 0)
                return false;
        }
    }

    private static bool IsLineEnd(ref byte at, byte next, ref int position) =>
        next == LineFeed || (next == CarriageReturn && Unsafe.Add(ref at, position++) == LineFeed);
}
