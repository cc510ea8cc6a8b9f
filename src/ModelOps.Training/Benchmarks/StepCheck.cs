using System.Text.Json.Serialization;
using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>What a check of a step against another program is given and gives back, as safetensors files.</summary>
/// <param name="Network">A network of the benchmarks.</param>
/// <param name="Weights">Weights to start from, under the network's names.</param>
/// <param name="Batch">"inputs" (float32, or int64 tokens) and "targets" (int64).</param>
/// <param name="Output">File that the weights after the steps are written to.</param>
/// <param name="Optimizer">sgd or adamw.</param>
/// <param name="Device">A device as in a profile.</param>
/// <param name="Precision">fp32 or bf16.</param>
/// <param name="Steps">Steps on the same batch.</param>
public sealed record StepCheckOptions(
    string Network, string Weights, string Batch, string Output, string Optimizer, string Device, string Precision, int Steps);

/// <summary>The loss of each step, before it.</summary>
public sealed record StepCheckResult([property: JsonPropertyName("losses")] IReadOnlyList<double> Losses);

/// <summary>
/// Takes the trainer's own steps from given weights on a given batch, without dropout, so that another program can take the same and
/// compare.
/// </summary>
public static class StepCheck
{
    /// <summary>
    /// As PyTorch's of the comparison: a large eps, so that gradients of nearly nothing don't become steps of either sign.
    /// </summary>
    private static OptimizerSettings Settings(string name) => name == "sgd"
        ? new OptimizerSettings { Name = name, Lr = 0.1, Momentum = 0.9, WeightDecay = 0.01 }
        : new OptimizerSettings { Name = name, Lr = 1e-3, WeightDecay = 0.01, Eps = 1e-4 };

    public static StepCheckResult Run(StepCheckOptions options)
    {
        var settings = Settings(options.Optimizer);
        var device = TorchRuntime.ChooseDevice(options.Device);
        var subject = BenchmarkNetwork.Of(options.Network);
        using var network = new PlanNetwork(subject.Plan, device);
        TensorFiles.Load(options.Weights, network.Tensors);
        network.eval();
        using var scope = NewDisposeScope();
        using var optimizer = Training.Optimizer.Create(settings, network.Parameters);
        var objective = Objective.Of(subject.Task);
        var step = new TrainingStep(network, objective, optimizer, lower: options.Precision == "bf16");
        using var totals = new RunningTotals(objective, device);
        using var captured = CapturedStep.TryCreate(step, totals, device, grouped: false, random: false, Console.Error.WriteLine);
        var (inputs, targets) = Read(options.Batch, device);
        var losses = new List<double>();
        for (int i = 1; i <= options.Steps; i++)
        {
            var batch = new MicroBatch(inputs.alias(), targets.alias());
            var taken = captured?.Run(batch, settings.Lr, i) ?? step.Run([batch], settings.Lr, i, totals, measure: true);
            losses.Add(taken.Loss.item<float>());
        }
        AtomicFile.Write(options.Output, stream => SafetensorsFile.Write(stream, TensorFiles.Sources(network.Tensors)));
        return new StepCheckResult(losses);
    }

    private static (Tensor Inputs, Tensor Targets) Read(string path, Device device)
    {
        using var file = SafetensorsFile.Open(path);
        Tensor One(string name)
        {
            var info = file.Tensors[name];
            var tensor = empty([.. info.Shape], info.DType == "I64" ? ScalarType.Int64 : ScalarType.Float32);
            file.Read(name, tensor.bytes);
            return LayerModules.Placed(tensor, device);
        }
        return (One("inputs"), One("targets"));
    }
}
