namespace ModelOps.Core;

/// <summary>What charts say in words, the same in every format.</summary>
internal static class ChartText
{
    /// <summary>A run's name in the legend; with the newest value where the chart has one panel.</summary>
    public static string Legend(Chart chart, int run)
    {
        var label = chart.Runs[run].Label;
        if (chart.Panels.All(p => p.Series[run].Values.Count == 0))
            return label + ": no values";
        return chart.Panels is [var panel] ? $"{label}: {Newest(panel, run)}" : label;
    }

    /// <summary>The newest value of a run.</summary>
    public static string Newest(ChartPanel panel, int run) =>
        panel.Series[run].Values is { Count: > 0 } values ? DisplayText.Metric(panel.Metric, values[^1].Y) : "";

    /// <summary>What an empty panel says.</summary>
    public static string Empty(Chart chart) => chart.Runs.Any(r => !r.State.IsFinal()) ? "no values yet" : "no values";

    /// <summary>How the values are shown: "smoothed 0.9, logarithmic"; empty for as they are.</summary>
    public static string Manner(Chart chart)
    {
        var words = new List<string>();
        if (chart.Smooth > 0)
            words.Add(FormattableString.Invariant($"smoothed {chart.Smooth}"));
        if (chart.LogScale)
            words.Add("logarithmic scale");
        return string.Join(", ", words);
    }

    /// <summary>"2 runs and 1 metric".</summary>
    public static string Contents(Chart chart)
    {
        return $"{Count(chart.Runs.Count, "run")} and {Count(chart.Panels.Count, "metric")}";

        static string Count(int count, string of) => count == 1 ? $"1 {of}" : $"{count} {of}s";
    }

    /// <summary>Name of the horizontal axis.</summary>
    public static string XName(Chart chart) => chart.XAxis.ToString().ToLowerInvariant();

    /// <summary>The whole chart in sentences, for those who can't see it.</summary>
    public static string Description(Chart chart) =>
        string.Join(" ", chart.Panels.Select(panel => Describe(chart, panel)));

    private static string Describe(Chart chart, ChartPanel panel)
    {
        var runs = chart.Runs.Select((run, i) => $"{run.Label} {Range(panel, i)}");
        return $"{ChartMetrics.Words(panel.Metric)} by {XName(chart)}: {string.Join("; ", runs)}.";
    }

    private static string Range(ChartPanel panel, int run)
    {
        var values = panel.Series[run].Values.Select(v => v.Y).Where(PlotNumber.IsShown).ToList();
        string Text(double value) => DisplayText.Metric(panel.Metric, value);
        return values.Count == 0
            ? "has no values"
            : $"begins at {Text(values[0])} and ends at {Text(values[^1])}, between {Text(values.Min())} and {Text(values.Max())}";
    }
}
