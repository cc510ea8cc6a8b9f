using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>A dataset as a network sees it: a part to train on, and batches to validate on.</summary>
public abstract class RunData : IDisposable
{
    /// <summary>Opens a dataset for a network.</summary>
    /// <param name="content">The dataset.</param>
    /// <param name="settings">How it is split.</param>
    /// <param name="inputShape">Shape of a sample as the network sees it.</param>
    /// <param name="normalization">A trained model's; null: measured, or none, as the settings say.</param>
    /// <param name="device">Where batches go.</param>
    public static RunData Open(
        DatasetContent content, DataSettings settings, IReadOnlyList<int> inputShape, Normalization? normalization, Device device) =>
        content.Dataset.Task == Dataset.Language
            ? new TextRunData(content.Dataset, settings, inputShape[0], device)
            : settings.Augment.IsOn || content.FeaturesOnDisk
                ? new LoadedRunData(content, settings, inputShape, normalization, device)
                : new SampleRunData(content, settings, inputShape, normalization, device);

    /// <summary>What was done to the inputs.</summary>
    public abstract Normalization Normalization { get; }

    /// <summary>Examples that are held out.</summary>
    public abstract long HeldOut { get; }

    /// <summary>
    /// Weights of classes for the loss, as <see cref="Training.ClassWeights.Of"/> makes them; null where all count alike.
    /// </summary>
    public virtual Tensor? ClassWeights(LossSettings settings, Device device) => null;

    /// <summary>The part to train on.</summary>
    /// <param name="batch">Examples in a batch.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="least">The least examples a step can take.</param>
    public abstract Batches Training(int batch, long seed, int least);

    /// <summary>The examples that are held out, or all, in batches of a fixed size; each is made when it is asked for.</summary>
    /// <param name="all">True: all examples.</param>
    /// <param name="outputs">Numbers that the network gives for an example: batches stay small enough for them.</param>
    public abstract IEnumerable<(Tensor Inputs, Tensor Targets)> Validation(bool all, long outputs);

    public virtual void Dispose() => GC.SuppressFinalize(this);
}
