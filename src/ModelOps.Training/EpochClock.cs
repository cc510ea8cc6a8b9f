using System.Diagnostics;

namespace ModelOps.Training;

/// <summary>Measures an epoch's pace, and says by time, not by steps, when the next sample of step metrics is due.</summary>
internal sealed class EpochClock(TimeSpan sampleEvery)
{
    private readonly long start = Stopwatch.GetTimestamp();
    private long lastSample = Stopwatch.GetTimestamp();
    private long examples;

    /// <summary>Examples a second since the start.</summary>
    public double Rate => examples / Math.Max(1e-9, Stopwatch.GetElapsedTime(start).TotalSeconds);

    public void Add(long count) => examples += count;

    /// <summary>True once an interval at most.</summary>
    public bool IsSampleDue()
    {
        long now = Stopwatch.GetTimestamp();
        if (Stopwatch.GetElapsedTime(lastSample, now) < sampleEvery)
            return false;
        lastSample = now;
        return true;
    }
}
