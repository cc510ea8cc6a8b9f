namespace ModelOps.Core;

/// <summary>What charts know of metrics: which to show first, what they are called, how their values are written.</summary>
internal static class ChartMetrics
{
    private static readonly string[] Usual =
    [
        "validation_loss", "validation_accuracy", "training_loss", "training_accuracy", "evaluation_return", "training_return",
        "validation_perplexity", "step_loss", "examples_per_second",
    ];

    /// <summary>The name in words: "validation loss".</summary>
    public static string Words(string metric) => metric.Replace('_', ' ');

    public static AxisUnit Unit(string metric) =>
        metric.EndsWith("accuracy", StringComparison.Ordinal) ? AxisUnit.Share
        : metric.EndsWith("_bytes", StringComparison.Ordinal) ? AxisUnit.Bytes
        : AxisUnit.Number;

    /// <summary>
    /// The metrics to show out of those that are there: the ones asked for, in the order asked, or the first of the usual ones.
    /// </summary>
    public static IReadOnlyList<string> Choose(IReadOnlyCollection<string> existing, IReadOnlyList<string>? wanted, int usual)
    {
        if (wanted is { Count: > 0 })
            return [.. wanted.SelectMany(name => Matching(existing, name)).Distinct(StringComparer.Ordinal)];
        if (existing.Count == 0)
            return [Usual[0]];
        var others = existing.Except(Usual).Order(StringComparer.Ordinal);
        var known = Usual.Where(existing.Contains).ToList();
        return [.. known.Count > 0 ? known.Take(usual) : others.Take(usual)];
    }

    private static IEnumerable<string> Matching(IReadOnlyCollection<string> existing, string wanted)
    {
        if (wanted.AsSpan().ContainsAny('*', '?'))
        {
            var matching = existing.Where(name => Wildcard.Matches(wanted, name)).Order(StringComparer.Ordinal).ToList();
            return matching.Count > 0 || existing.Count == 0 ? matching : throw NotFound(existing, wanted);
        }
        // Before the first value of a run nothing says which metrics it will have.
        var found = existing.FirstOrDefault(name => name.Equals(wanted, StringComparison.OrdinalIgnoreCase));
        return [found ?? (existing.Count == 0 ? wanted : throw NotFound(existing, wanted))];
    }

    private static ModelOpsException NotFound(IEnumerable<string> existing, string wanted) =>
        Error.NotFound("ChartMetricNotFound", wanted, existing);
}
