namespace ModelOps.Core;

/// <summary>A line without gaps.</summary>
/// <param name="Run">Index of its run.</param>
/// <param name="Points">In order of X; all shown by the panel's axes.</param>
internal sealed record PlotLine(int Run, IReadOnlyList<ChartValue> Points);

/// <summary>A panel with its axes, and its series cut at their gaps: what every renderer draws.</summary>
internal sealed class PanelPlot
{
    private PanelPlot(
        ChartPanel panel, AxisScale x, AxisScale? y,
        IReadOnlyList<PlotLine> lines, IReadOnlyList<PlotLine> faint, IReadOnlyList<ChartValue> missing)
    {
        Panel = panel;
        X = x;
        Y = y;
        Lines = lines;
        Faint = faint;
        Missing = missing;
    }

    public ChartPanel Panel { get; }
    public AxisScale X { get; }
    /// <summary>Null where no run has a value to show.</summary>
    public AxisScale? Y { get; }
    /// <summary>The lines; smoothed ones where the chart is smoothed.</summary>
    public IReadOnlyList<PlotLine> Lines { get; }
    /// <summary>The values under smoothed lines.</summary>
    public IReadOnlyList<PlotLine> Faint { get; }
    /// <summary>
    /// Where values are that have no place: no numbers, infinities, not positive on a logarithmic scale. X, and the run as Y.
    /// </summary>
    public IReadOnlyList<ChartValue> Missing { get; }

    /// <summary>Works out axes with at most so many spaces between their marks.</summary>
    public static PanelPlot Create(Chart chart, ChartPanel panel, int xIntervals, int yIntervals)
    {
        var lines = new List<PlotLine>();
        var faint = new List<PlotLine>();
        var missing = new List<ChartValue>();
        for (int run = 0; run < panel.Series.Count; run++)
        {
            var series = panel.Series[run];
            var values = Cut(series.Values, run, chart.LogScale);
            if (series.Smoothed is { } smoothed)
                faint.AddRange(values);
            lines.AddRange(series.Smoothed is null ? values : Cut(series.Smoothed, run, chart.LogScale));
            missing.AddRange(series.Values.Where(v => !PlotNumber.IsShown(v.Y, chart.LogScale)).Select(v => new ChartValue(v.X, run)));
        }
        var x = XAxis(chart, xIntervals);
        var shown = lines.Concat(faint).SelectMany(line => line.Points).Select(p => p.Y).ToList();
        var y = shown.Count == 0 ? null
            : AxisScale.Covering(shown.Min(), shown.Max(), chart.LogScale, yIntervals, ChartMetrics.Unit(panel.Metric));
        return new(panel, x, y, lines, faint, missing);
    }

    /// <summary>The same for all panels, so that they can be compared; 0 to 1 where there is no value at all.</summary>
    private static AxisScale XAxis(Chart chart, int intervals)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (var value in chart.Panels.SelectMany(p => p.Series).SelectMany(s => s.Values))
        {
            low = Math.Min(low, value.X);
            high = Math.Max(high, value.X);
        }
        var unit = chart.XAxis == ChartAxis.Time ? AxisUnit.Seconds : AxisUnit.Number;
        return low <= high ? AxisScale.Between(low, high, intervals, unit) : AxisScale.Between(0, 1, intervals, unit);
    }

    private static IEnumerable<PlotLine> Cut(IReadOnlyList<ChartValue> values, int run, bool log)
    {
        var points = new List<ChartValue>();
        foreach (var value in values)
        {
            if (PlotNumber.IsShown(value.Y, log))
            {
                points.Add(value);
                continue;
            }
            if (points.Count > 0)
                yield return new(run, points);
            points = [];
        }
        if (points.Count > 0)
            yield return new(run, points);
    }
}
