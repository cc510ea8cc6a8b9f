namespace ModelOps.Core;

/// <summary>A distance of marks: <paramref name="Mantissa"/> × 10^<paramref name="Exponent"/>.</summary>
internal readonly record struct RoundStep(long Mantissa, int Exponent)
{
    public double Value => Multiple(1);

    /// <summary>The step so many times longer.</summary>
    public RoundStep Times(long count) => new(Mantissa * count, Exponent);

    /// <summary>
    /// The double nearest to so many steps: a whole number is divided by a power of ten, not multiplied by an inexact fraction, so
    /// that three tenths are 0.3.
    /// </summary>
    public double Multiple(double count)
    {
        double whole = count * Mantissa;
        // Powers of ten beyond 308 are none; -300 is the least exponent that is needed.
        return Exponent < 0 ? whole / Math.Pow(10, -Exponent) : whole * Math.Pow(10, Exponent);
    }

    /// <summary>The greatest count whose multiple is not above a value.</summary>
    public double IndexBelow(double value)
    {
        double index = Math.Round(value / Value);
        while (Multiple(index) > value)
            index--;
        while (Multiple(index + 1) <= value)
            index++;
        return index;
    }

    /// <summary>The least count whose multiple is not below a value.</summary>
    public double IndexAbove(double value) => -IndexBelow(-value);

    /// <summary>All multiples between two counts, times a scale.</summary>
    public double[] Multiples(double first, double last, double scale)
    {
        if (last < first)
            return [];
        var values = new double[(int)(last - first) + 1];
        for (int i = 0; i < values.Length; i++)
            values[i] = Multiple(first + i) * scale + 0.0;
        return values;
    }
}
