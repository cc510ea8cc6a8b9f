namespace ModelOps.Core;

/// <summary>Which runs and metrics a chart shows, and how.</summary>
public sealed record ChartRequest
{
    /// <summary>Ids of sessions, or unique beginnings of them.</summary>
    public required IReadOnlyList<string> Sessions { get; init; }
    /// <summary>
    /// Names of metrics, also with wildcards; null for the <see cref="UsualMetrics"/> first of the usual ones that are there.
    /// </summary>
    public IReadOnlyList<string>? Metrics { get; init; }
    /// <summary>How many metrics are shown where none is named.</summary>
    public int UsualMetrics { get; init; } = 4;
    /// <summary>What counts from left to right.</summary>
    public ChartAxis XAxis { get; init; }
    /// <summary>Weight of the past in the exponential moving average, from 0 (none) to below 1.</summary>
    public double Smooth { get; init; }
    /// <summary>Puts values on a logarithmic scale; those that are not positive are gaps.</summary>
    public bool LogScale { get; init; }
    /// <summary>What stands above; null for profile and dataset.</summary>
    public string? Title { get; init; }
}
