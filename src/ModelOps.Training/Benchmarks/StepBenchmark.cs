using System.Diagnostics;
using System.Text.Json.Serialization;
using ModelOps.Core;
using ModelOps.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>What is timed.</summary>
/// <param name="Network">mlp (784, 512, 512, 10, with ReLU), cnn (PyTorch's MNIST example), gpt (4 layers of width 128) or gpt-baby (6 of
/// 384).</param>
/// <param name="Batch">Examples a step; 0: 64, and 12 for gpt.</param>
/// <param name="Steps">Steps that are timed.</param>
/// <param name="Warmup">Steps before those.</param>
/// <param name="Threads">CPU threads.</param>
/// <param name="Optimizer">sgd or adamw.</param>
/// <param name="Device">A device as in a profile.</param>
/// <param name="Precision">fp32 or bf16.</param>
public sealed record StepBenchmarkOptions(
    string Network, int Batch = 0, int Steps = 50, int Warmup = 5, int Threads = 1, string Optimizer = "adamw", string Device = "cpu",
    string Precision = "fp32");

/// <summary>Times of a training step; the fields that a plain PyTorch script for the same networks prints.</summary>
public sealed record StepBenchmarkResult(
    [property: JsonPropertyName("network")] string Network,
    [property: JsonPropertyName("device")] string Device,
    [property: JsonPropertyName("precision")] string Precision,
    [property: JsonPropertyName("compile")] bool Compile,
    [property: JsonPropertyName("batch")] int Batch,
    [property: JsonPropertyName("threads")] int Threads,
    [property: JsonPropertyName("median_step_ms")] double MedianStepMs,
    [property: JsonPropertyName("p10_step_ms")] double P10StepMs,
    [property: JsonPropertyName("samples_per_s")] double SamplesPerSecond,
    [property: JsonPropertyName("final_loss")] double FinalLoss,
    [property: JsonPropertyName("torch")] string Torch,
    [property: JsonPropertyName("optimizer")] string Optimizer,
    [property: JsonPropertyName("tf32")] bool Tf32,
    [property: JsonPropertyName("steps")] int Steps,
    [property: JsonPropertyName("params")] long Parameters,
    [property: JsonPropertyName("sdpa")] bool Sdpa,
    [property: JsonPropertyName("tokens_per_s"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? TokensPerSecond);

/// <summary>
/// Times the trainer's own step (forward, loss, backward, update) on synthetic data that lies on the device: 16 fixed batches in turn.
/// Thread counts and allocator settings are read when libtorch is loaded: run it in a process that was started with them.
/// </summary>
public static class StepBenchmark
{
    private const int Batches = 16;
    private const long Seed = 1337;
    private const double LearningRate = 1e-3;

    /// <summary>Runs the benchmark. NotFound ("BenchmarkNetworkUnknown") for another network.</summary>
    public static StepBenchmarkResult Run(StepBenchmarkOptions options)
    {
        TorchRuntime.SetThreads(options.Threads);
        var device = TorchRuntime.ChooseDevice(options.Device);
        manual_seed(Seed);
        var subject = BenchmarkNetwork.Of(options.Network);
        using var network = new PlanNetwork(subject.Plan, device);
        network.train();
        int batch = options.Batch > 0 ? options.Batch : subject.Batch;
        using var data = NewDisposeScope();
        var batches = Enumerable.Range(0, Batches).Select(_ => subject.MakeBatch(batch, device)).ToArray();
        using var optimizer = Training.Optimizer.Create(Settings(options.Optimizer), network.Parameters);
        var objective = Objective.Of(subject.Task);
        var step = new TrainingStep(network, objective, optimizer, lower: options.Precision == "bf16");
        using var totals = new RunningTotals(objective, device);
        using var captured = CapturedStep.TryCreate(step, totals, device, grouped: false, network.IsRandom, Console.Error.WriteLine);

        var times = new double[options.Steps];
        double loss = 0;
        for (int i = 0; i < options.Warmup + options.Steps; i++)
        {
            using var scope = NewDisposeScope();
            Synchronize(device);
            long start = Stopwatch.GetTimestamp();
            if (network.IsRandom)
                manual_seed(RandomSequence.Seed(Seed, i));
            var (inputs, targets) = batches[i % Batches];
            // Aliases: a step disposes of the batches that it has used.
            var batchOfStep = new MicroBatch(inputs.alias(), targets.alias());
            var taken = captured?.Run(batchOfStep, LearningRate, i + 1) ?? step.Run([batchOfStep], LearningRate, i + 1);
            var lossTensor = taken.Loss;
            Synchronize(device);
            if (i >= options.Warmup)
                times[i - options.Warmup] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (i == options.Warmup + options.Steps - 1)
                loss = lossTensor.item<float>();
        }
        return Result(options, subject, network, device, batch, times, loss);
    }

    private static StepBenchmarkResult Result(
        StepBenchmarkOptions options, BenchmarkNetwork subject, PlanNetwork network, Device device, int batch, double[] times, double loss)
    {
        Array.Sort(times);
        double median = (times[(times.Length - 1) / 2] + times[times.Length / 2]) / 2;
        bool fused = FusedOptimizers.IsAvailable && network.Parameters.All(p => FusedOptimizers.Takes(p.Value));
        return new StepBenchmarkResult(
            options.Network, device.ToString(), options.Precision, false, batch, options.Threads,
            Math.Round(median, 3), Math.Round(times[(int)(times.Length * 0.1)], 3), Math.Round(batch * 1e3 / median, 1), Math.Round(loss, 4),
            TorchEnvironment.Version, options.Optimizer + (fused ? "-fused" : ""), false, options.Steps, network.Plan.Parameters, false,
            subject.Tokens is { } tokens ? Math.Round(batch * tokens * 1e3 / median) : null);
    }

    private static OptimizerSettings Settings(string name) =>
        new() { Name = name, Lr = LearningRate, WeightDecay = name == "sgd" ? 0 : 0.01 };

    private static void Synchronize(Device device)
    {
        if (device.type == DeviceType.CUDA)
            cuda.synchronize();
    }
}
