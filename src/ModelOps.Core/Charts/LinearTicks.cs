namespace ModelOps.Core;

/// <summary>
/// Marks at round numbers: multiples of 1, 2, 2.5 or 5 times a power of ten (Heckbert 1990, "Nice numbers for graph labels", with 2.5
/// added), of a power of two for bytes, and of what clocks show for times.
/// </summary>
internal static class LinearTicks
{
    private static readonly int[] Mantissas = [10, 20, 25, 50];
    private static readonly double[] Seconds =
    [
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200,
    ];
    private const double Day = 86400;

    /// <summary>
    /// Marks of which the first is not above <paramref name="low"/>, the last not below <paramref name="high"/>; low &lt; high.
    /// </summary>
    public static double[] Covering(double low, double high, int intervals, AxisUnit unit)
    {
        double scale = unit == AxisUnit.Bytes ? ByteUnit.Of(Math.Max(Math.Abs(low), Math.Abs(high))).Bytes : 1;
        foreach (var step in Steps((high / scale - low / scale) / intervals, unit))
        {
            var (first, last) = (step.IndexBelow(low / scale), step.IndexAbove(high / scale));
            if (last - first <= intervals)
                return step.Multiples(first, last, scale);
        }
        throw new ArgumentOutOfRangeException(nameof(high), high, "A range too large for round numbers.");
    }

    /// <summary>
    /// Marks between <paramref name="low"/> and <paramref name="high"/>, both included; low &lt; high. There may be but one, or
    /// none.
    /// </summary>
    public static double[] Inside(double low, double high, int intervals, AxisUnit unit)
    {
        // The ends need no marks, so that a little more than this many spaces may lie between them.
        foreach (var step in Steps((high - low) / (intervals + 1), unit, whole: unit == AxisUnit.Number))
        {
            var (first, last) = (step.IndexAbove(low), step.IndexBelow(high));
            if (last - first <= intervals)
                return step.Multiples(first, last, 1);
        }
        throw new ArgumentOutOfRangeException(nameof(high), high, "A range too large for round numbers.");
    }

    /// <summary>Round steps of at least about <paramref name="least"/>, from small to large.</summary>
    private static IEnumerable<RoundStep> Steps(double least, AxisUnit unit, bool whole = false)
    {
        if (unit == AxisUnit.Seconds)
        {
            foreach (double seconds in Seconds.Where(s => least > 0.5 && s >= least * 0.999))
                yield return new((long)seconds, 0);
            if (least > 0.5)
            {
                foreach (var days in Steps(least / Day, AxisUnit.Number, whole: true))
                    yield return days.Times((long)Day);
                yield break;
            }
        }
        int exponent = (int)Math.Floor(Math.Log10(least)) - 1;
        if (whole)
            exponent = Math.Max(exponent, -1);
        for (; exponent <= 300; exponent++)
        {
            foreach (int mantissa in Mantissas)
            {
                var step = new RoundStep(mantissa, exponent);
                if (step.Value >= least * 0.999 && !(whole && exponent < 0 && mantissa % 10 != 0))
                    yield return step;
            }
        }
    }
}
