namespace ModelOps.Core;

/// <summary>What charts know of metrics: which to show first, what they are called, how their values are written.</summary>
internal static class ChartMetrics
{
    private static readonly string[] Usual =
    [
        "validation_loss", "validation_accuracy", "training_loss", "training_accuracy", "evaluation_return", "episode_return",
        "validation_perplexity", "step_loss", "examples_per_second",
    ];

    /// <summary>The others that a run may have, and will have only when it has run for a while.</summary>
    private static readonly string[] Others =
    [
        "device_memory_bytes", "entropy", "episode_length", "epsilon", "evaluation_accuracy", "evaluation_length", "evaluation_loss",
        "gradient_norm", "learning_rate", "loss", "memory_bytes", "step_accuracy", "steps_per_second", "tokens_per_second",
    ];

    /// <summary>The name in words: "validation loss".</summary>
    public static string Words(string metric) => metric.Replace('_', ' ');

    public static AxisUnit Unit(string metric) =>
        metric.EndsWith("accuracy", StringComparison.Ordinal) ? AxisUnit.Share
        : metric.EndsWith("_bytes", StringComparison.Ordinal) ? AxisUnit.Bytes
        : AxisUnit.Number;

    /// <summary>The metrics to show: the ones asked for, in the order asked, or the first of the usual ones that are there.</summary>
    /// <param name="existing">Metrics that the runs have.</param>
    /// <param name="running">Whether more may come: then a metric that runs can have may be named before its first value.</param>
    /// <param name="wanted">Names and patterns asked for.</param>
    /// <param name="usual">How many where none is asked for.</param>
    public static IReadOnlyList<string> Choose(
        IReadOnlyCollection<string> existing, bool running, IReadOnlyList<string>? wanted, int usual)
    {
        if (wanted is { Count: > 0 })
        {
            var chosen = wanted.SelectMany(name => Matching(existing, running, name)).Distinct(StringComparer.Ordinal).ToList();
            return chosen.Count > 0 ? chosen : [Usual[0]];
        }
        if (existing.Count == 0)
            return [Usual[0]];
        var known = Usual.Where(existing.Contains).ToList();
        return [.. known.Count > 0 ? known.Take(usual) : existing.Order(StringComparer.Ordinal).Take(usual)];
    }

    private static IEnumerable<string> Matching(IReadOnlyCollection<string> existing, bool running, string wanted)
    {
        if (wanted.AsSpan().ContainsAny('*', '?'))
        {
            var matching = existing.Where(name => Wildcard.Matches(wanted, name)).Order(StringComparer.Ordinal).ToList();
            return matching.Count > 0 || running || existing.Count == 0 ? matching : throw NotFound(existing, wanted);
        }
        // Before the first value of a run nothing says which metrics it will have.
        if (existing.Count == 0)
            return [wanted];
        var possible = running ? existing.Concat(Usual).Concat(Others) : existing;
        var found = possible.FirstOrDefault(name => name.Equals(wanted, StringComparison.OrdinalIgnoreCase));
        return [found ?? throw NotFound(existing, wanted)];
    }

    private static ModelOpsException NotFound(IEnumerable<string> existing, string wanted) =>
        Error.NotFound("ChartMetricNotFound", wanted, existing);
}
