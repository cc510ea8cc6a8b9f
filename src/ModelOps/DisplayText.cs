using System.Globalization;

namespace ModelOps;

/// <summary>Values as people read them: what the module's format views and progress lines show.</summary>
public static class DisplayText
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB"];

    /// <summary>A share from 0 to 1 as "97.8 %".</summary>
    public static string Percent(double share) => Text($"{100 * share:F1} %");

    /// <summary>The value of a metric: accuracies in percent, rates as whole numbers, bytes as sizes, the rest with four significant digits.</summary>
    public static string Metric(string name, double value) =>
        name.EndsWith("accuracy", StringComparison.Ordinal) ? Percent(value)
        : name.EndsWith("per_second", StringComparison.Ordinal) ? Text($"{value:N0}")
        : name.EndsWith("_bytes", StringComparison.Ordinal) ? Size((long)value)
        : Text($"{value:G4}");

    /// <summary>The value of the first of some metrics that is there, or an empty text.</summary>
    public static string FirstMetric(IReadOnlyDictionary<string, double>? metrics, params string[] names) =>
        names.FirstOrDefault(name => metrics?.ContainsKey(name) == true) is { } found ? Metric(found, metrics![found]) : "";

    /// <summary>
    /// What a network of its task is judged by, loss aside: its accuracy, a language model's perplexity ("4.5 ppl"), an agent's mean
    /// return.
    /// </summary>
    public static string Result(IReadOnlyDictionary<string, double>? metrics)
    {
        var accuracy = FirstMetric(metrics, "validation_accuracy", "training_accuracy");
        if (accuracy.Length > 0)
            return accuracy;
        return metrics?.TryGetValue("validation_perplexity", out double perplexity) == true ? Text($"{perplexity:G4} ppl")
            : FirstMetric(metrics, "evaluation_return", "episode_return");
    }

    /// <summary>All metrics, one "name: value" a line, in order of name.</summary>
    public static string Metrics(IReadOnlyDictionary<string, double>? metrics) =>
        string.Join(Environment.NewLine, (metrics ?? new Dictionary<string, double>())
            .OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}: {Metric(m.Key, m.Value)}"));

    /// <summary>A number of bytes as "1.2 MB" (1 MB is 1024 × 1024 bytes).</summary>
    public static string Size(long bytes)
    {
        double size = bytes;
        int unit = 0;
        // From here on one decimal would round to 1024.0.
        while (size >= 1023.95 && unit < Units.Length - 1)
        {
            size /= 1024;
            unit++;
        }
        return unit == 0 ? Text($"{bytes} B") : Text($"{size:F1} {Units[unit]}");
    }

    /// <summary>A moment in local time: the time of day for today, the date for other days; empty for none.</summary>
    public static string When(DateTime? utc)
    {
        if (utc is not { } moment)
            return "";
        var local = Local(moment);
        return local.Date == DateTime.Now.Date ? Text($"{local:HH:mm:ss}") : Text($"{local:yyyy-MM-dd}");
    }

    /// <summary>Date and time in local time, to the second; empty for none.</summary>
    public static string DateAndTime(DateTime? utc) => utc is { } moment ? Text($"{Local(moment):yyyy-MM-dd HH:mm:ss}") : "";

    /// <summary>Time of day in local time, to the millisecond.</summary>
    public static string TimeOfDay(DateTime utc) => Text($"{Local(utc):HH:mm:ss.fff}");

    /// <summary>The shape of a sample as "1×28×28".</summary>
    public static string Shape(IReadOnlyList<int>? shape) => shape is null ? "" : string.Join('×', shape);

    /// <summary>
    /// The state of a session, with its progress while it has a worker, or its number in the queue and, where it isn't 0, its priority:
    /// "Running 45 %", "Queued 2", "Queued 1 (+5)".
    /// </summary>
    public static string State(TrainingSession session) =>
        session.QueuePosition is { } position ? Text(
            $"{session.State} {position}{(session.Priority == 0 ? "" : $" ({session.Priority:+0;-0})")}")
        : session.State.IsActive() && session.TotalSteps > 0
            ? Text($"{session.State} {Math.Floor(100 * session.Progress):F0} %")
            : session.State.ToString();

    /// <summary>Epochs done and to do: "12/20"; empty until the worker knows.</summary>
    public static string Epochs(TrainingSession session) => session.TotalEpochs > 0 ? Text($"{session.Epoch}/{session.TotalEpochs}") : "";

    /// <summary>A line a layer: its name, kind, output for one sample and trainable parameters.</summary>
    public static string Layers(IReadOnlyList<ModelLayer> layers) =>
        string.Join('\n', layers.Select(l => Text($"{l.Name}: {l.Kind} to {Shape(l.Output)}{(l.Parameters > 0 ? Text($", {l.Parameters:N0} parameters") : "")}")));

    /// <summary>Epochs, steps, time and device of a training.</summary>
    public static string Training(ModelTraining training) => Text(
        $"{training.Epochs} epochs, {training.Steps:N0} steps on {training.Device}{(training.Duration is { } d ? Text($" in {d:hh\\:mm\\:ss}") : "")}");

    /// <summary>The first 8 characters of an id.</summary>
    public static string ShortId(string? id) => id is { Length: > 8 } ? id[..8] : id ?? "";

    private static DateTime Local(DateTime utc) => DateTime.SpecifyKind(utc, DateTimeKind.Utc).ToLocalTime();

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
