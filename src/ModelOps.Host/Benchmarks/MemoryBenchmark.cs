namespace ModelOps.Host.Benchmarks;

/// <summary>The memory of a training process over its steps.</summary>
/// <param name="Network">mlp or cnn.</param>
/// <param name="Threads">CPU threads.</param>
/// <param name="Steps">Steps taken.</param>
/// <param name="EarlyBytes">Resident memory after the first tenth of the steps: the mean of ten samples.</param>
/// <param name="LateBytes">The same at the end.</param>
/// <param name="GreatestBytes">Greatest sample after the first tenth.</param>
/// <param name="GrowthPercent">Late against early.</param>
internal sealed record MemoryBenchmarkResult(
    string Network, int Threads, long Steps, long EarlyBytes, long LateBytes, long GreatestBytes, double GrowthPercent);

/// <summary>`modelops bench memory`: whether a long training's resident memory stays flat.</summary>
internal static class MemoryBenchmark
{
    private const int Samples = 200;
    private const int Averaged = 10;

    public static MemoryBenchmarkResult Run(string network, int threads, long steps)
    {
        using var bench = new TrainingBench(network, threads);
        var samples = new List<long>();
        long every = Math.Max(1, steps / Samples), last = 0;
        bench.WithRegistry(steps, step =>
        {
            if (step == last || step % every != 0)
                return;
            last = step;
            samples.Add(Environment.WorkingSet);
        });
        var settled = samples.Skip(samples.Count / 10).ToList();
        double early = settled.Take(Averaged).Average(), late = settled.TakeLast(Averaged).Average();
        return new MemoryBenchmarkResult(
            network, threads, last, (long)early, (long)late, settled.Max(), Math.Round(100 * (late / early - 1), 2));
    }
}
