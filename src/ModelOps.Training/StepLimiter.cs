using System.Diagnostics;

namespace ModelOps.Training;

/// <summary>Spaces steps evenly in time.</summary>
internal sealed class StepLimiter
{
    private long due = long.MinValue;
    private double limit;

    /// <summary>
    /// How long the next step has to wait; null where it may be taken now, which counts as taken. 0 steps a second: no limit.
    /// </summary>
    public TimeSpan? Wait(double stepsPerSecond)
    {
        if (stepsPerSecond <= 0)
        {
            (due, limit) = (long.MinValue, 0);
            return null;
        }
        long now = Stopwatch.GetTimestamp();
        long interval = (long)Math.Min(Stopwatch.Frequency / stepsPerSecond, Stopwatch.Frequency * 3600.0);
        // A new limit counts from the step before: one that was slower doesn't hold the next step any longer.
        if (limit != stepsPerSecond)
            (due, limit) = (limit == 0 ? now : Math.Min(due, now + interval), stepsPerSecond);
        if (now < due)
            return Stopwatch.GetElapsedTime(now, due);
        due = Math.Max(due, now - interval) + interval;
        return null;
    }
}
