using System.Globalization;

namespace ModelOps.Host.Output;

/// <summary>Numbers, sizes and times as people read them, the same in every culture.</summary>
internal static class Show
{
    public static string Bytes(long bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < units.Length - 1)
        {
            value /= 1000;
            unit++;
        }
        return value.ToString(unit == 0 || value >= 99.95 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + units[unit];
    }

    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>So many of something: 1 class, 10 classes.</summary>
    public static string Count(long value, string one, string? many = null) => $"{Count(value)} {(value == 1 ? one : many ?? one + "s")}";

    public static string Percent(double share) => (share * 100).ToString("0.00", CultureInfo.InvariantCulture) + " %";

    /// <summary>Something a second: with a decimal where it is small.</summary>
    public static string Rate(double perSecond) => perSecond.ToString(perSecond < 9.95 ? "0.0" : "0", CultureInfo.InvariantCulture);

    /// <summary>A loss or the like: 4 decimals, or 3 significant digits where it is very small or large.</summary>
    public static string Number(double value) =>
        value.ToString(value == 0 || Math.Abs(value) is >= 0.001 and < 100000 ? "0.0000" : "0.00e+0", CultureInfo.InvariantCulture);

    /// <summary>A metric by its name: accuracies in percent, bytes in their units.</summary>
    public static string Metric(string name, double value) =>
        name.EndsWith("accuracy", StringComparison.Ordinal) ? Percent(value)
        : name.EndsWith("_bytes", StringComparison.Ordinal) ? Bytes((long)value)
        : name.EndsWith("per_second", StringComparison.Ordinal) ? Count((long)value)
        : name.EndsWith("_return", StringComparison.Ordinal) ? value.ToString("0.0", CultureInfo.InvariantCulture)
        : Number(value);

    public static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        < 9.95 => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
        < 59.5 => time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) + " s",
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:00} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00} h"),
    };

    /// <summary>The beginning of an id, as people read and type it.</summary>
    public static string Id(string id) => id[..Math.Min(8, id.Length)];

    /// <summary>UTC, as the registry keeps it.</summary>
    public static string Time(DateTime utc) => utc.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>How long ago a time was: 12 s ago, 3 min ago, 5 h ago, 2 d ago.</summary>
    public static string Age(DateTime utc) => Ago(DateTime.UtcNow - utc);

    internal static string Ago(TimeSpan age) => age.TotalSeconds switch
    {
        < 1 => "now",
        < 60 => $"{(int)age.TotalSeconds} s ago",
        < 3600 => $"{(int)age.TotalMinutes} min ago",
        < 86400 => $"{(int)age.TotalHours} h ago",
        _ => $"{(int)age.TotalDays} d ago",
    };

    public static string Shape(IReadOnlyList<int> shape) => string.Join('×', shape);

    /// <summary>The validation metrics in short: accuracy 98.33 %, loss 0.0460; return 500.0 of an agent.</summary>
    public static string Validation(IReadOnlyDictionary<string, double> metrics) =>
        string.Join(", ", new[] { "validation_accuracy", "validation_loss", "evaluation_return" }.Where(metrics.ContainsKey)
            .Select(n => $"{n[(n.IndexOf('_') + 1)..]} {Metric(n, metrics[n])}"));

    /// <summary>
    /// The metric most people want to see of a model: its validation accuracy, else its validation loss; an agent's return.
    /// </summary>
    public static string Best(IReadOnlyDictionary<string, double> metrics)
    {
        foreach (var name in new[] { "validation_accuracy", "validation_loss", "training_accuracy", "training_loss", "evaluation_return" })
        {
            if (metrics.TryGetValue(name, out double value))
                return $"{Metric(name, value)}{Unit(name)}";
        }
        return "-";
    }

    private static string Unit(string metric) =>
        metric.EndsWith("loss", StringComparison.Ordinal) ? " loss" : metric.EndsWith("_return", StringComparison.Ordinal) ? " return" : "";

    /// <summary>An enumeration's value as the registry and JSON have it.</summary>
    public static string State<T>(T state) where T : struct, Enum => JsonText.CamelCase(state.ToString());
}
