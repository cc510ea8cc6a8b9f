namespace ModelOps.Core;

/// <summary>Which of two values of a metric is the better one.</summary>
public static class MetricOrder
{
    /// <summary>True for losses and perplexities; every other metric is better when greater.</summary>
    public static bool SmallerIsBetter(string metric) =>
        metric.EndsWith("loss", StringComparison.Ordinal) || metric.EndsWith("perplexity", StringComparison.Ordinal);

    /// <summary>A number that is the smaller the better the value is; no value, and one that is no number, come last.</summary>
    internal static double Key(string metric, double? value) =>
        value is not { } number || double.IsNaN(number) ? double.PositiveInfinity : SmallerIsBetter(metric) ? number : -number;
}
