namespace ModelOps.Core;

/// <summary>What a chart shows: some runs, and a panel for each metric.</summary>
public sealed record Chart
{
    /// <summary>What stands above it.</summary>
    public required string Title { get; init; }
    /// <summary>What counts from left to right.</summary>
    public required ChartAxis XAxis { get; init; }
    /// <summary>Whether values are on a logarithmic scale.</summary>
    public required bool LogScale { get; init; }
    /// <summary>Share of the past in the smoothed lines, from 0 (not smoothed) to below 1.</summary>
    public required double Smooth { get; init; }
    /// <summary>The runs, in the order of their colours.</summary>
    public required IReadOnlyList<ChartRun> Runs { get; init; }
    /// <summary>A panel for each metric.</summary>
    public required IReadOnlyList<ChartPanel> Panels { get; init; }
}

/// <summary>A run of a chart.</summary>
/// <param name="SessionId">Its session.</param>
/// <param name="Label">Its name in the legend: profile and short id, and the settings that tell it from others of the
/// profile.</param>
/// <param name="State">Where the session stands.</param>
public sealed record ChartRun(string SessionId, string Label, SessionState State);

/// <summary>A metric of a chart.</summary>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Series">One for each run of the chart, in the same order; a run without values has an empty one.</param>
public sealed record ChartPanel(string Metric, IReadOnlyList<ChartSeries> Series);

/// <summary>The values of one metric of one run.</summary>
/// <param name="Values">In order of X. Where Y is no finite number, the line has a gap.</param>
/// <param name="Smoothed">The same, smoothed; null where the chart isn't.</param>
public sealed record ChartSeries(IReadOnlyList<ChartValue> Values, IReadOnlyList<ChartValue>? Smoothed);

/// <summary>A value of a chart.</summary>
/// <param name="X">Step, epoch, or seconds since the first step.</param>
/// <param name="Y">Value of the metric.</param>
public readonly record struct ChartValue(double X, double Y);
