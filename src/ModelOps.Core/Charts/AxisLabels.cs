using System.Globalization;

namespace ModelOps.Core;

/// <summary>Writes the numbers at the marks of an axis: all with the same unit and decimals, as few as tell them apart.</summary>
internal static class AxisLabels
{
    private const int MostDecimals = 6;
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
            case AxisUnit.Seconds when largest >= 1:
                return value => Time(value, largest);
            default:
                // 12000 is longer than 12k, 2000 is not worth a suffix.
                var (factor, suffix) = largest < 1e4 ? (1, "") : Thousands.FirstOrDefault(t => largest >= t.Factor, (1, ""));
                return (largest < 1e15 && largest >= 1e-4 ? Fixed(values, 1 / factor, suffix) : null) ?? Scientific;
        }
    }

    /// <summary>With the least number of decimals that keeps every value; null where that takes too many.</summary>
    private static Func<double, string>? Fixed(IReadOnlyList<double> values, double factor, string suffix)
    {
        var scaled = values.Select(v => v * factor).ToList();
        double smallest = scaled.Where(v => v != 0).Select(Math.Abs).DefaultIfEmpty(1).Min();
        for (int decimals = 0; decimals <= MostDecimals; decimals++)
        {
            int digits = decimals;
            if (scaled.TrueForAll(v => Math.Abs(Math.Round(v, digits) - v) <= Math.Max(1e-9 * smallest, 1e-12 * Math.Abs(v))))
                return value => Text(Math.Round(value * factor, digits) + 0.0) + suffix;

            string Text(double value) => value.ToString("F" + digits, CultureInfo.InvariantCulture);
        }
        return null;
    }

    /// <summary>1e-5, 2.5e+300.</summary>
    private static string Scientific(double value) => value == 0 ? "0" : value.ToString("0.######e+0", CultureInfo.InvariantCulture)
        .Replace("e+", "e", StringComparison.Ordinal);

    private static string Time(double seconds, double largest)
    {
        var invariant = CultureInfo.InvariantCulture;
        if (largest < 60)
            return seconds.ToString("0.###", invariant) + " s";
        if (largest >= 2 * 86400)
            return (seconds / 86400).ToString("0.##", invariant) + " d";
        var time = TimeSpan.FromSeconds(seconds);
        return largest < 3600
            ? string.Create(invariant, $"{(int)time.TotalMinutes}:{time.Seconds:00}")
            : string.Create(invariant, $"{(int)time.TotalHours}:{time.Minutes:00}");
    }
}
