using System.Diagnostics;

namespace ModelOps.Host.Benchmarks;

/// <summary>
/// What a training spends on telling how it goes, each part measured where it is spent, so that the noise of whole runs doesn't hide it: the
/// processor time of the thread that writes to the registry, and, on the training's own thread, what a step takes longer in which metrics are
/// sampled, and the calls of the monitor. All of it is processor time. Writing and sampling go by the clock, and are compared with the time on the
/// clock: on a machine whose cores have other work too, the steps between them get fewer.
/// </summary>
/// <param name="from">The step after which counting begins.</param>
/// <param name="to">The last step that counts.</param>
internal sealed class TellingTimes(long from, long to)
{
    private const string Writer = "registry writer";

    private readonly List<double> plain = [];
    private readonly List<double> pairs = [];
    private readonly List<double> sampled = [];
    private double? before; // milliseconds of the step before, until it is known whether it was sampled
    private bool isSampled;
    private long lastStep = -1;
    private long clock;
    private TimeSpan start;
    private TimeSpan last;
    private TimeSpan writerBefore;

    /// <summary>Of the training's thread, from the first step that counts to the last.</summary>
    public TimeSpan Total { get; private set; }

    /// <summary>The same by the clock.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Of the thread that writes to the registry.</summary>
    public TimeSpan WriterTime { get; private set; }

    /// <summary>In calls of the monitor.</summary>
    public TimeSpan Calls { get; private set; }

    /// <summary>Milliseconds of a step that isn't sampled: the median.</summary>
    public double PlainStep => MetricsBenchmark.Median(plain);

    /// <summary>
    /// What sampled steps and the writing of their metrics, which is in the time of the step that follows, took longer than other two steps:
    /// the difference of the medians, times their number.
    /// </summary>
    public TimeSpan Sampling => sampled.Count == 0
        ? default
        : TimeSpan.FromMilliseconds((MetricsBenchmark.Median(sampled) - MetricsBenchmark.Median(pairs)) * sampled.Count);

    /// <summary>What the writer takes, in percent.</summary>
    public double WriterPercent => 100 * WriterTime / Elapsed;

    /// <summary>What sampling takes, in percent.</summary>
    public double SamplingPercent => 100 * Sampling / Elapsed;

    /// <summary>What the calls take, in percent of the steps; the clock's own time is in it.</summary>
    public double CallsPercent => 100 * Calls / Total;

    /// <summary>Counts the time of a call.</summary>
    public void Add(TimeSpan call) => Calls += lastStep >= 0 && Total == default ? call : default;

    /// <summary>The step just taken was sampled, and its metrics are being written.</summary>
    public void Sampled() => isSampled = before is not null;

    /// <summary>A step was taken; more calls with its number don't count.</summary>
    public void Step(long step)
    {
        if (Total != default || step < from || step == lastStep)
            return;
        var now = ThreadClock.Now;
        if (lastStep < 0)
            (start, clock, writerBefore) = (now, Stopwatch.GetTimestamp(), ThreadClock.Of(Writer));
        else
            Count((now - last).TotalMilliseconds);
        if (step >= to)
            (Total, Elapsed, WriterTime) = (now - start, Stopwatch.GetElapsedTime(clock), ThreadClock.Of(Writer) - writerBefore);
        (lastStep, last) = (step, ThreadClock.Now);
    }

    private void Count(double milliseconds)
    {
        if (before is { } first && isSampled)
        {
            sampled.Add(first + milliseconds);
            (before, isSampled) = (null, false);
            return;
        }
        if (before is { } other)
        {
            plain.Add(other);
            pairs.Add(other + milliseconds);
        }
        before = milliseconds;
    }
}
