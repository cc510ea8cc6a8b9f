using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>What the states of all kinds of training have in common: state.json of a checkpoint.</summary>
public interface IRunState
{
    /// <summary>Steps taken.</summary>
    long Step { get; }
    /// <summary>Epochs completed.</summary>
    int Epoch { get; }
    /// <summary>Number of the epoch that the weights are of, from 1: the one under way in the midst of an epoch.</summary>
    int WeightsEpoch => Epoch;
    /// <summary>The best epoch so far by checkpoint.best; its weights are in the checkpoint of its step.</summary>
    BestEpoch? Best { get; }
    /// <summary>Metrics of the last epoch that was completed.</summary>
    IReadOnlyDictionary<string, double> Metrics { get; }
    /// <summary>What the run depends on.</summary>
    RunFacts Facts { get; }
}

/// <summary>What a kind of training has in its checkpoints, for <see cref="Checkpointer{TState}"/> to write and to restore.</summary>
/// <typeparam name="TState">Its state.</typeparam>
internal interface ICheckpointContent<TState> where TState : class, IRunState
{
    /// <summary>The network that becomes the model.</summary>
    PlanNetwork Network { get; }
    /// <summary>The optimizer's tensors, by name.</summary>
    IReadOnlyDictionary<string, Tensor> OptimizerState { get; }

    /// <summary>Files of tensors besides the network's and the optimizer's.</summary>
    IReadOnlyList<(string Name, IReadOnlyList<TensorSource> Tensors)> Memory();

    /// <summary>Adds to a configuration what only this kind of training knows.</summary>
    ModelConfiguration Complete(ModelConfiguration configuration);

    /// <summary>The network has the weights that the training begins with, others than random ones.</summary>
    void Begun();

    /// <summary>Goes to what was saved; network and optimizer are there already.</summary>
    void Restore(TState state, Checkpoint checkpoint);

    /// <summary>The state as that of a run with these facts.</summary>
    TState With(TState state, RunFacts facts);

    /// <summary>Writes a state as JSON.</summary>
    void WriteState(Stream stream, TState state);

    /// <summary>Reads what <see cref="WriteState"/> wrote. JsonException where it is no state.</summary>
    TState ReadState(Stream stream);
}
