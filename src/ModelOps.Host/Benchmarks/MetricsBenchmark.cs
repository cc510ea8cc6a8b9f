using System.Diagnostics;

namespace ModelOps.Host.Benchmarks;

/// <summary>What registry and metrics cost a training.</summary>
/// <param name="Network">mlp or cnn.</param>
/// <param name="Threads">CPU threads.</param>
/// <param name="Steps">Steps of each run.</param>
/// <param name="Rounds">Pairs of runs.</param>
/// <param name="StepMs">A step's time with registry and metrics, median of the rounds, in milliseconds.</param>
/// <param name="BareStepMs">A step's time without them.</param>
/// <param name="TimePercent">What they add to a run's time: median of the rounds' ratios, in percent.</param>
/// <param name="CpuPercent">What they add to its processor time, which other programs on the machine disturb less.</param>
/// <param name="TellingPercent">What they take, each part measured on its own (<see cref="TellingTimes"/>): the sum of the next three.</param>
/// <param name="WriterPercent">The thread that writes to the registry.</param>
/// <param name="SamplingPercent">What steps take longer whose metrics are sampled.</param>
/// <param name="CallsPercent">The training's calls, beyond what timing them takes.</param>
/// <param name="PlainStepPercent">What they add to a step that isn't sampled: medians over the steps of both, which other programs disturb least.</param>
internal sealed record MetricsBenchmarkResult(
    string Network, int Threads, long Steps, int Rounds, double StepMs, double BareStepMs, double TimePercent, double CpuPercent,
    double TellingPercent, double WriterPercent, double SamplingPercent, double CallsPercent, double PlainStepPercent);

/// <summary>`modelops bench metrics`: trainings with and without registry, metrics and logs, in turns.</summary>
internal static class MetricsBenchmark
{
    /// <summary>Steps of a run before the timing begins.</summary>
    private const int Warmup = 100;
    /// <summary>Steps of the runs before those that are timed, at most: the compiler comes back to methods that are called often.</summary>
    private const int Settling = 1000;

    public static MetricsBenchmarkResult Run(string network, int threads, long steps, int rounds)
    {
        using var bench = new TrainingBench(network, threads);
        bench.Bare(Math.Min(steps, Settling), _ => { });
        bench.WithRegistry(Math.Min(steps, Settling), _ => { });
        var with = new List<Sample>();
        var bare = new List<Sample>();
        var telling = new List<TellingTimes>();
        var silent = new List<TellingTimes>();
        for (int round = 0; round < rounds; round++)
        {
            telling.Add(new TellingTimes(Math.Min(Warmup, steps), steps));
            silent.Add(new TellingTimes(Math.Min(Warmup, steps), steps));
            void With() => with.Add(Time(done => bench.WithRegistry(steps, done, telling[^1]), steps));
            void Bare() => bare.Add(Time(done => bench.Bare(steps, done, silent[^1]), steps));
            (Action first, Action second) = round % 2 == 0 ? ((Action)With, (Action)Bare) : (Bare, With);
            first();
            second();
        }
        double writer = Median(telling.Select(t => t.WriterPercent)), sampling = Median(telling.Select(t => t.SamplingPercent));
        double calls = Median(telling.Zip(silent, (a, b) => a.CallsPercent - b.CallsPercent));
        return new MetricsBenchmarkResult(
            network, threads, steps, rounds, Round(Median(with.Select(s => s.Ms))), Round(Median(bare.Select(s => s.Ms))),
            Round(Percent(with, bare, s => s.Ms)), Round(Percent(with, bare, s => s.Cpu)), Round(writer + sampling + calls), Round(writer),
            Round(sampling), Round(calls), Round(100 * (Median(telling.Zip(silent, (a, b) => a.PlainStep / b.PlainStep)) - 1)));
    }

    private sealed record Sample(double Ms, double Cpu);

    /// <summary>Time and processor time of a step: from the end of the warm-up to the last step.</summary>
    private static Sample Time(Action<Action<long>> run, long steps)
    {
        long start = 0, end = 0, first = 0, last = 0;
        TimeSpan cpuStart = default, cpuEnd = default;
        run(step =>
        {
            if (step <= last)
                return;
            last = step;
            if (step == Math.Min(Warmup, steps))
                (first, start, cpuStart) = (step, Stopwatch.GetTimestamp(), Cpu());
            else if (step == steps)
                (end, cpuEnd) = (Stopwatch.GetTimestamp(), Cpu());
        });
        double count = Math.Max(1, steps - first);
        return new Sample(Stopwatch.GetElapsedTime(start, end).TotalMilliseconds / count, (cpuEnd - cpuStart).TotalMilliseconds / count);
    }

    private static TimeSpan Cpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    private static double Percent(List<Sample> with, List<Sample> bare, Func<Sample, double> of) =>
        100 * (Median(with.Zip(bare, (a, b) => of(a) / of(b))) - 1);

    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static double Round(double value) => Math.Round(value, 3);
}
