using System.Globalization;

namespace ModelOps.Core;

/// <summary>Writes the numbers at the marks of an axis: all with the same unit and decimals, as few as tell them apart.</summary>
internal static class AxisLabels
{
    private const int MostDecimals = 6;
    private const double LargestFixed = 1e9;
    private const double Hour = 3600, Day = 86400;
    private static readonly (double Factor, string Suffix)[] Thousands = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")];

    /// <summary>The marks with their labels. On a logarithmic axis each has the decimals it needs itself.</summary>
    public static IReadOnlyList<Tick> Write(IReadOnlyList<double> values, AxisUnit unit, bool log = false)
    {
        if (log)
            return [.. values.Select(value => new Tick(value, Writer([value], unit)(value)))];
        var write = Writer(values, unit);
        return [.. values.Select(value => new Tick(value, value == 0 && unit is AxisUnit.Number ? "0" : write(value)))];
    }

    private static Func<double, string> Writer(IReadOnlyList<double> values, AxisUnit unit)
    {
        double largest = values.Select(Math.Abs).DefaultIfEmpty(0).Max();
        switch (unit)
        {
            case AxisUnit.Share:
                return Fixed(values, 100, " %") ?? Scientific;
            case AxisUnit.Bytes:
                var bytes = ByteUnit.Of(largest);
                return Fixed(values, 1 / bytes.Bytes, " " + bytes.Name) ?? Scientific;
            case AxisUnit.Seconds:
                return TimeWriter(values, largest);
            default:
                // 12000 is longer than 12k, 2000 is not worth a suffix.
                var (factor, suffix) = largest < 1e4 ? (1, "") : Thousands.FirstOrDefault(t => largest >= t.Factor, (1, ""));
                return largest is < 1e15 and >= 1e-4
                    ? Fixed(values, 1 / factor, suffix) ?? Fixed(values, 1, "", 1e15) ?? Scientific
                    : Scientific;
        }
    }

    /// <summary>
    /// With the least number of decimals that keeps every value; null where that takes too many, or too many digits before them.
    /// </summary>
    private static Func<double, string>? Fixed(IReadOnlyList<double> values, double factor, string suffix, double limit = LargestFixed)
    {
        var scaled = values.Select(v => v * factor).ToList();
        if (scaled.Exists(v => Math.Abs(v) >= limit))
            return null;
        // What is small beside the distance of the marks comes from rounding.
        double distance = scaled.Count > 1 ? (scaled[^1] - scaled[0]) / (scaled.Count - 1) : Math.Abs(scaled.FirstOrDefault());
        for (int decimals = 0; decimals <= MostDecimals; decimals++)
        {
            int digits = decimals;
            if (scaled.TrueForAll(v => Math.Abs(Math.Round(v, digits) - v) <= 1e-4 * distance))
                return value => Text(Math.Round(value * factor, digits) + 0.0) + suffix;

            string Text(double value) => value.ToString("F" + digits, CultureInfo.InvariantCulture);
        }
        return null;
    }

    /// <summary>1e-5, 2.5e+300.</summary>
    private static string Scientific(double value) => value == 0 ? "0" : value.ToString("0.######e+0", CultureInfo.InvariantCulture)
        .Replace("e+", "e", StringComparison.Ordinal);

    /// <summary>With the parts of a time that tell the values apart: seconds, m:ss, h:mm, h:mm:ss or days.</summary>
    private static Func<double, string> TimeWriter(IReadOnlyList<double> values, double largest)
    {
        var invariant = CultureInfo.InvariantCulture;
        if (largest < 60 || values.Any(v => v % 1 != 0))
            return value => value.ToString("0.######", invariant) + " s";
        if (largest >= 2 * Day && values.All(v => v % (Day / 4) == 0))
            return value => (value / Day).ToString("0.##", invariant) + " d";
        if (largest < Hour)
            return value => string.Create(invariant, $"{(long)value / 60}:{(long)value % 60:00}");
        return values.All(v => v % 60 == 0)
            ? value => string.Create(invariant, $"{(long)value / 3600}:{(long)value / 60 % 60:00}")
            : value => string.Create(invariant, $"{(long)value / 3600}:{(long)value / 60 % 60:00}:{(long)value % 60:00}");
    }
}
