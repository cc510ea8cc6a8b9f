namespace ModelOps.Core;

/// <summary>How the numbers of an axis are written.</summary>
internal enum AxisUnit
{
    /// <summary>Any number; whole steps.</summary>
    Number,
    /// <summary>0 to 1, written in percent.</summary>
    Share,
    /// <summary>Bytes, written in KB, MB, … of 1024.</summary>
    Bytes,
    /// <summary>Seconds, written as a time.</summary>
    Seconds,
}

/// <summary>A mark of an axis.</summary>
/// <param name="Value">Where.</param>
/// <param name="Label">What it says.</param>
internal readonly record struct Tick(double Value, string Label);

/// <summary>An axis: its range, its marks, and where between its ends a value lies.</summary>
internal sealed class AxisScale
{
    private AxisScale(double low, double high, bool log, IReadOnlyList<Tick> ticks)
    {
        Low = low;
        High = high;
        IsLog = log;
        Ticks = ticks;
    }

    public double Low { get; }
    public double High { get; }
    public bool IsLog { get; }
    /// <summary>From the lowest to the highest; all between <see cref="Low"/> and <see cref="High"/>.</summary>
    public IReadOnlyList<Tick> Ticks { get; }

    /// <summary>
    /// A vertical axis: it begins and ends at marks, which take the whole range of the values in.
    /// </summary>
    /// <param name="low">Least value; positive where <paramref name="log"/>.</param>
    /// <param name="high">Greatest value.</param>
    /// <param name="log">Whether it is logarithmic.</param>
    /// <param name="intervals">At most so many spaces between marks, 2 or more.</param>
    /// <param name="unit">How numbers are written.</param>
    public static AxisScale Covering(double low, double high, bool log, int intervals, AxisUnit unit)
    {
        (low, high) = Spread(low, high, log, unit);
        var values = log ? LogTicks.Covering(low, high, intervals) : LinearTicks.Covering(low, high, intervals, unit);
        return new(values[0], values[^1], log, AxisLabels.Write(values, unit, log));
    }

    /// <summary>
    /// A horizontal axis: it begins at the least value (or at 0 where that is near) and ends at the greatest; marks lie between.
    /// </summary>
    public static AxisScale Between(double low, double high, int intervals, AxisUnit unit)
    {
        if (low > 0 && low <= 0.1 * high)
            low = 0;
        if (high - low <= RelativeSpan * Math.Max(Math.Abs(low), Math.Abs(high)))
            (low, high) = (low - 1, high + 1);
        // Steps and epochs are counted: no marks between whole ones.
        var values = LinearTicks.Inside(low, high, intervals, unit);
        return new(low, high, log: false, AxisLabels.Write(values, unit));
    }

    /// <summary>0 for <see cref="Low"/>, 1 for <see cref="High"/>.</summary>
    public double Position(double value)
    {
        double share = IsLog
            ? (Math.Log10(value) - Math.Log10(Low)) / (Math.Log10(High) - Math.Log10(Low))
            : (value - Low) / (High - Low);
        return Math.Clamp(share, 0, 1);
    }

    /// <summary>Values closer to each other than this, relative to their size, count as equal.</summary>
    private const double RelativeSpan = 1e-12;

    /// <summary>Makes room around values that are all equal.</summary>
    private static (double Low, double High) Spread(double low, double high, bool log, AxisUnit unit)
    {
        double size = Math.Max(Math.Abs(low), Math.Abs(high));
        if (high - low > RelativeSpan * size && size >= PlotNumber.Smallest)
            return (low, high);
        if (log)
            return (low / 2, high * 2);
        if (size < PlotNumber.Smallest)
            return (low < 0 ? -1 : 0, 1);
        double room = 0.1 * size;
        return unit == AxisUnit.Share && high is > 0 and <= 1 ? (low - room, Math.Min(1, high + room)) : (low - room, high + room);
    }
}
