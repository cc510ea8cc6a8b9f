using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelOps.Training;

/// <summary>
/// state.json of a checkpoint: all that a run is besides its weights and its optimizer's state. With the profile and the dataset it
/// makes the rest of the run certain.
/// </summary>
public sealed record TrainingState : IRunState
{
    /// <summary>Optimizer steps taken.</summary>
    public long Step { get; init; }
    /// <summary>Epochs completed.</summary>
    public int Epoch { get; init; }
    /// <summary>Steps taken in the epoch that is under way.</summary>
    public int Position { get; init; }
    /// <summary>Sum of the losses of the examples seen in this epoch.</summary>
    public double LossSum { get; init; }
    /// <summary>Right answers among them.</summary>
    public long Correct { get; init; }
    /// <summary>How many examples that were.</summary>
    public long Examples { get; init; }
    /// <summary>The best epoch so far by checkpoint.best; its weights are in the checkpoint of its step.</summary>
    public BestEpoch? Best { get; init; }
    /// <summary>Best value so far of the metric that early stopping watches.</summary>
    public double? StoppingBest { get; init; }
    /// <summary>Epochs since then.</summary>
    public int StoppingEpochs { get; init; }
    /// <summary>What the schedule plateau remembers.</summary>
    public PlateauState Plateau { get; init; } = PlateauState.Start;
    /// <summary>Epochs that the run was to have when this was written; another number now means that it was extended or cut.</summary>
    public int Epochs { get; init; }
    /// <summary>Losses and accuracies of the last epoch that was completed.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();
    /// <summary>Seconds of training so far, over all processes.</summary>
    public double Seconds { get; init; }
    /// <summary>What the run depends on.</summary>
    public required RunFacts Facts { get; init; }

    int IRunState.WeightsEpoch => Position > 0 ? Epoch + 1 : Epoch;

    /// <summary>Reads a state; what an older version didn't write has its default. Throws JsonException where it is none.</summary>
    public static TrainingState Read(Stream stream)
    {
        var state = JsonSerializer.Deserialize(stream, TrainingStateJson.Default.TrainingState) ?? throw new JsonException("it holds null.");
        // Generated serializers leave an init property that the text doesn't have null, whatever its initializer says.
        return state with { Plateau = state.Plateau ?? PlateauState.Start, Metrics = state.Metrics ?? new Dictionary<string, double>() };
    }
}

/// <summary>The epoch whose weights are the best.</summary>
/// <param name="Step">Step at its end.</param>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Metric">Metric it is best by.</param>
/// <param name="Value">Value of that metric.</param>
/// <param name="Metrics">Losses and accuracies of that epoch.</param>
public sealed record BestEpoch(long Step, int Epoch, string Metric, double Value, IReadOnlyDictionary<string, double> Metrics);

/// <summary>What a run is a function of. The first two must agree to resume; the others can change the last bits of a result.</summary>
/// <param name="Profile">SHA-256 of the profile without what doesn't touch the result.</param>
/// <param name="DatasetId">Id of the dataset.</param>
/// <param name="Torch">Version of libtorch.</param>
/// <param name="Threads">CPU threads.</param>
/// <param name="Device">cpu, cuda:0.</param>
/// <param name="Processor">What the processor can do, as far as kernels are chosen by it.</param>
/// <param name="Optimizer">How optimizer steps are taken: fused, lists or tensor operations.</param>
/// <param name="Precision">What steps compute in: fp32 or bf16.</param>
/// <param name="Layers">How layers are computed: fused nodes, and whose matrix products they are made of, or single operators. Empty in
/// checkpoints from before this was noted, as the next two are.</param>
/// <param name="Blas">Which library multiplies matrices: its kind and file; empty on a GPU.</param>
/// <param name="Backend">What stands behind TorchSharp's API: System or TorchSharp.</param>
/// <param name="Gpu">The maker's name of the GPU it ran on; empty on the CPU, and where the driver doesn't tell.</param>
public sealed record RunFacts(
    string Profile, string DatasetId, string Torch, int Threads, string Device, string Processor, string Optimizer, string Precision = "fp32",
    string Layers = "", string Blas = "", string Backend = "", string Gpu = "")
{
    /// <summary>The device, with the GPU's name where there is one: cpu, cuda:0 (NVIDIA H200).</summary>
    public string Describe() => Gpu.Length > 0 ? $"{Device} ({Gpu})" : Device;
}

/// <summary>Generated serializer of <see cref="TrainingState"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n",
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TrainingState))]
internal sealed partial class TrainingStateJson : JsonSerializerContext;
