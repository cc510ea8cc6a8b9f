using System.Diagnostics;
using System.Globalization;

namespace ModelOps.Training;

/// <summary>Where the time from a process's start to its first step goes; logged once, at that step.</summary>
public sealed class StartupClock
{
    private readonly List<(string Part, TimeSpan At)> marks = [];
    private readonly DateTime start;
    private bool told;

    /// <param name="start">Where time begins to count, in UTC; by default now.</param>
    public StartupClock(DateTime? start = null) => this.start = start ?? DateTime.UtcNow;

    /// <summary>A clock that counts from the start of this process.</summary>
    public static StartupClock OfProcess()
    {
        using var process = Process.GetCurrentProcess();
        var clock = new StartupClock(process.StartTime.ToUniversalTime());
        clock.Mark("process");
        return clock;
    }

    /// <summary>A part of the start-up is over.</summary>
    public void Mark(string part) => marks.Add((part, DateTime.UtcNow - start));

    /// <summary>Logs all parts at the first step of a process, and nothing after it.</summary>
    internal void FirstStep(ITrainingMonitor monitor)
    {
        if (told)
            return;
        told = true;
        Mark("first step");
        var parts = marks.Select((m, i) => string.Create(CultureInfo.InvariantCulture,
            $"{m.Part} {(m.At - (i > 0 ? marks[i - 1].At : TimeSpan.Zero)).TotalSeconds:F3}"));
        monitor.Log("debug", string.Create(CultureInfo.InvariantCulture,
            $"First step after {marks[^1].At.TotalSeconds:F3} s: {string.Join(", ", parts)}."));
    }
}
