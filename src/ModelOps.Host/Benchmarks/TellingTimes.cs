using System.Diagnostics;
using System.Globalization;

namespace ModelOps.Host.Benchmarks;

/// <summary>
/// What a training spends on telling how it goes, each part measured where it is spent, so that the noise of whole runs doesn't hide it: the
/// processor time of the thread that writes to the registry, and, on the training's own thread, what a step takes longer in which metrics are
/// sampled, and the calls of the monitor.
/// </summary>
/// <param name="from">The step after which counting begins.</param>
/// <param name="to">The last step that counts.</param>
internal sealed class TellingTimes(long from, long to)
{
    private const string Tasks = "/proc/self/task";
    private const string Writer = "registry writer";

    private readonly List<double> plain = [];
    private readonly List<double> sampled = [];
    private double? pending; // a step's milliseconds, until it is known whether it was sampled
    private bool isSampled;
    private long start;
    private long last;
    private long lastStep;
    private TimeSpan writerBefore;

    /// <summary>From the first step that counts to the last.</summary>
    public TimeSpan Total { get; private set; }

    /// <summary>Processor time of the thread that writes to the registry; 0 where the system doesn't tell (only Linux does).</summary>
    public TimeSpan WriterTime { get; private set; }

    /// <summary>Time in calls of the monitor.</summary>
    public TimeSpan Calls { get; private set; }

    /// <summary>Milliseconds of a step that isn't sampled: the median.</summary>
    public double PlainStep => MetricsBenchmark.Median(plain);

    /// <summary>What sampled steps and the writing of their metrics took longer than other steps: the median, times their number.</summary>
    public TimeSpan Sampling => sampled.Count == 0
        ? default
        : TimeSpan.FromMilliseconds(Math.Max(0, MetricsBenchmark.Median(sampled) - 2 * PlainStep) * sampled.Count);

    /// <summary>What all of it is of the training's time, in percent.</summary>
    public double Percent => 100 * (WriterTime + Calls + Sampling) / Total;

    /// <summary>Counts the time of a call.</summary>
    public void Add(TimeSpan call) => Calls += last > 0 && Total == default ? call : default;

    /// <summary>The step just taken was sampled, and its metrics are being written.</summary>
    public void Sampled() => isSampled = pending is not null;

    /// <summary>A step was taken; more calls with its number don't count.</summary>
    public void Step(long step)
    {
        if (Total != default || step < from || (last > 0 && step == lastStep))
            return;
        lastStep = step;
        long now = Stopwatch.GetTimestamp();
        if (last == 0)
            (start, writerBefore) = (now, ThreadTime());
        else
            Count(Stopwatch.GetElapsedTime(last, now).TotalMilliseconds);
        if (step >= to)
            (Total, WriterTime) = (Stopwatch.GetElapsedTime(start, now), ThreadTime() - writerBefore);
        last = Stopwatch.GetTimestamp();
    }

    private void Count(double milliseconds)
    {
        if (isSampled)
        {
            sampled.Add(pending!.Value + milliseconds);
            (pending, isSampled) = (null, false);
            return;
        }
        if (pending is { } before)
            plain.Add(before);
        pending = milliseconds;
    }

    /// <summary>Linux counts each thread's nanoseconds on a processor.</summary>
    private static TimeSpan ThreadTime()
    {
        if (!Directory.Exists(Tasks))
            return default;
        foreach (string task in Directory.EnumerateDirectories(Tasks))
        {
            if (File.ReadAllText(Path.Combine(task, "comm")).TrimEnd() == Writer)
                return TimeSpan.FromMicroseconds(long.Parse(File.ReadAllText(Path.Combine(task, "schedstat")).Split(' ')[0], CultureInfo.InvariantCulture) / 1e3);
        }
        return default;
    }
}
