using System.Globalization;

namespace ModelOps.Core;

/// <summary>Parses decimal numbers from UTF-8: 12, -0.5, 1e-3. No thousands, no NaN, no infinity.</summary>
internal static class DecimalNumber
{
    /// <summary>Powers of ten that a double holds exactly.</summary>
    internal static readonly double[] Powers = Enumerable.Range(0, 23).Select(e => double.Parse("1e" + e, CultureInfo.InvariantCulture))
        .ToArray();
    internal const int ExactDigits = 15;

    /// <summary>
    /// Short numbers by one exact multiplication or division (Clinger 1990: a significand and a power of ten that doubles hold exactly give
    /// the correctly rounded result); others by the runtime's parser.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        int at = 0;
        bool negative = text.Length > 0 && text[0] == (byte)'-';
        if (negative)
            at++;
        long significand = 0;
        int digits = 0, fraction = -1;
        for (; at < text.Length; at++)
        {
            int digit = text[at] - '0';
            if ((uint)digit <= 9)
            {
                significand = significand * 10 + digit;
                if (++digits > ExactDigits)
                    return TryParseLong(text, out value);
            }
            else if (text[at] == (byte)'.' && fraction < 0)
            {
                fraction = digits;
            }
            else
            {
                return TryParseLong(text, out value);
            }
        }
        int decimals = fraction < 0 ? 0 : digits - fraction;
        value = significand / Powers[decimals];
        if (negative)
            value = -value;
        return digits > 0;
    }

    private static bool TryParseLong(ReadOnlySpan<byte> text, out double value) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out value)
        && double.IsFinite(value);
}
