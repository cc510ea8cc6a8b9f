using System.Text.Json;
using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>Checkpoints of a training on a dataset: the run's network and optimizer, and what was summed up of the epoch under way.</summary>
internal sealed class RunContent(TrainingJob job, TrainingRun run) : ICheckpointContent<TrainingState>
{
    public PlanNetwork Network => run.Network;

    public IReadOnlyDictionary<string, Tensor> OptimizerState => run.Optimizer.State;

    public IReadOnlyList<(string Name, IReadOnlyList<TensorSource> Tensors)> Memory() => [];

    public ModelConfiguration Complete(ModelConfiguration configuration) => configuration with
    {
        Mean = run.Normalization.Mean, Deviation = run.Normalization.Deviation, Data = job.Profile.Data,
    };

    public void Begun()
    {
        // Nothing of the run is a copy of the network's weights.
    }

    public void Restore(TrainingState state, Checkpoint checkpoint) => run.Totals.Reset(state.LossSum, state.Correct, state.Examples);

    public TrainingState With(TrainingState state, RunFacts facts) => state with { Facts = facts };

    public void WriteState(Stream stream, TrainingState state) =>
        JsonSerializer.Serialize(stream, state, TrainingStateJson.Default.TrainingState);

    public TrainingState ReadState(Stream stream) => TrainingState.Read(stream);
}
