using System.Globalization;
using ModelOps.Host.Output;

namespace ModelOps.Host.Progress;

/// <summary>The bar of a training with what is worth knowing beside it, in one line of a given width, as Spectre markup.</summary>
internal static class ProgressLine
{
    private const int WidestBar = 40;
    private const int NarrowestBar = 12;
    /// <summary>Columns left free: a terminal shows Ctrl+C as ^C behind the line, which must not wrap.</summary>
    private const int Free = 3;

    public static string Markup(TrainingSession session, StepRate rate, int width)
    {
        if (session.QueuePosition is { } position)
            return $"[grey]queued, number {position}: it starts by itself when there is a place[/]";
        if (session.TotalSteps == 0)
            return $"[grey]{Show.State(session.State)}: the worker loads its libraries and data[/]";
        var parts = Parts(session, rate);
        // What does not fit beside the narrowest bar is left out, the last first.
        while (parts.Count > 1 && NarrowestBar + parts.Sum(p => p.Length + 2) + Free > width)
            parts.RemoveAt(parts.Count - 1);
        int bar = Math.Clamp(width - Free - parts.Sum(p => p.Length + 2), 1, WidestBar);
        int filled = (int)Math.Round(session.Progress * bar);
        return $"[green]{new string('━', filled)}[/][grey]{new string('─', bar - filled)}[/]  " + string.Join("  ", parts);
    }

    private static List<string> Parts(TrainingSession session, StepRate rate)
    {
        var parts = new List<string>
        {
            session.Progress.ToString("0%", CultureInfo.InvariantCulture).PadLeft(4),
            $"epoch {Math.Min(session.Epoch + 1, session.TotalEpochs)}/{session.TotalEpochs}",
        };
        if (rate.Left(session.TotalSteps - session.Step) is { } left)
            parts.Add($"{Show.Duration(left)} left");
        if (session.Metrics.TryGetValue("training_loss", out double loss))
            parts.Add($"loss {Show.Number(loss)}");
        if (session.Metrics.TryGetValue("validation_accuracy", out double accuracy))
            parts.Add($"accuracy {Show.Percent(accuracy)}");
        if (session.Metrics.TryGetValue("episode_return", out double mean))
            parts.Add($"return {Show.Metric("episode_return", mean)}");
        if (rate.PerSecond > 0)
            parts.Add($"{Show.Rate(rate.PerSecond)} step/s");
        return parts;
    }
}
