using ModelOps.Core;

namespace ModelOps.Training;

/// <summary>What the end of an epoch means for the run: pure functions of the state and the epoch's metrics.</summary>
public static class EpochResult
{
    /// <summary>
    /// The state after an epoch with these metrics: one epoch on, and with it what early stopping and the schedule count.
    /// </summary>
    public static TrainingState Advance(TrainingState state, TrainingProfile profile, IReadOnlyDictionary<string, double> metrics)
    {
        var next = state with { Epoch = state.Epoch + 1, Position = 0, LossSum = 0, Correct = 0, Examples = 0, Metrics = metrics };
        if (profile.Schedule is { Name: "plateau" } schedule)
            next = next with { Plateau = state.Plateau.After(schedule, Value(metrics, schedule.Metric, "schedule.metric")) };
        if (profile.EarlyStopping is not { } stopping)
            return next;
        double value = Value(metrics, stopping.Metric, "early_stopping.metric");
        return IsBetter(stopping.Metric, value, state.StoppingBest)
            ? next with { StoppingBest = value, StoppingEpochs = 0 }
            : next with { StoppingEpochs = state.StoppingEpochs + 1 };
    }

    /// <summary>
    /// The same state with this epoch as the best one, where it is better by <paramref name="metric"/> than the best so far; else null.
    /// </summary>
    public static TrainingState? AsBest(TrainingState state, string? metric)
    {
        if (metric is null)
            return null;
        double value = Value(state.Metrics, metric, "checkpoint.best");
        return IsBetter(metric, value, state.Best?.Value)
            ? state with { Best = new BestEpoch(state.Step, state.Epoch, metric, value, state.Metrics) }
            : null;
    }

    /// <summary>True where so many epochs brought nothing better that the run ends.</summary>
    public static bool IsOver(TrainingState state, TrainingProfile profile) =>
        state.Epoch >= profile.Epochs || (profile.EarlyStopping is { } stopping && state.StoppingEpochs >= stopping.Patience);

    /// <summary>An equal value is not better: the earliest best is kept.</summary>
    public static bool IsBetter(string metric, double value, double? best) =>
        best is null || (MetricOrder.SmallerIsBetter(metric) ? value < best : value > best);

    private static double Value(IReadOnlyDictionary<string, double> metrics, string metric, string key) =>
        metrics.TryGetValue(metric, out double value)
            ? value
            : throw Error.Of(ErrorKind.InvalidInput, "MetricUnknown", metric, key, string.Join(", ", metrics.Keys));
}
