using System.Diagnostics;
using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Makes the progress records of one training, not more often than every 200 ms.</summary>
internal sealed class TrainingProgress(TrainingSession session)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Dictionary<string, double> _metrics = new(session.Metrics);
    private TimeSpan? _last;
    private (long Step, TimeSpan Time)? _first;

    /// <summary>The record for an update, or null where the last one is too fresh.</summary>
    public ProgressRecord? Next(TrainingUpdate update)
    {
        foreach (var point in update.Metrics)
            _metrics[point.Name] = point.Value;
        var now = _watch.Elapsed;
        if (_last is { } last && now - last < Interval && !update.Session.State.IsFinal())
            return null;
        _last = now;
        return Record(update.Session, now);
    }

    public ProgressRecord Completed() => new(2, Activity(session), "done") { RecordType = ProgressRecordType.Completed };

    private ProgressRecord Record(TrainingSession now, TimeSpan time)
    {
        var record = new ProgressRecord(2, Activity(now), Status(now)) { PercentComplete = (int)(100 * now.Progress) };
        if (now.Step > 0)
            _first ??= (now.Step, time);
        if (_first is { } first && now.Step > first.Step && now.TotalSteps > 0)
        {
            var rate = (now.Step - first.Step) / (time - first.Time).TotalSeconds;
            record.SecondsRemaining = (int)Math.Min(int.MaxValue, (now.TotalSteps - now.Step) / rate);
        }
        return record;
    }

    private static string Activity(TrainingSession session) => $"{session.ProfileName} {session.ShortId}";

    private string Status(TrainingSession now)
    {
        if (now.QueuePosition is { } position)
            return FormattableString.Invariant($"queued, number {position}");
        if (now.State is TrainingState.Queued or TrainingState.Starting)
            return now.State.ToString().ToLowerInvariant();
        // A line of 80 columns has room for two metrics.
        var heldOut = _metrics.ContainsKey("validation_accuracy") ? "validation_accuracy" : "validation_loss";
        var metrics = new[] { "training_loss", heldOut, "episode_return", "evaluation_return" }.Where(_metrics.ContainsKey)
            .Select(name => $"{Short(name)} {DisplayText.Metric(name, _metrics[name])}");
        return string.Join("  ", [FormattableString.Invariant($"epoch {now.Epoch}/{now.TotalEpochs}"), .. metrics]);
    }

    private static string Short(string metric) => metric switch
    {
        "training_loss" => "loss",
        "validation_loss" => "held-out loss",
        "validation_accuracy" => "accuracy",
        "episode_return" => "return",
        "evaluation_return" => "evaluated",
        _ => metric,
    };
}
