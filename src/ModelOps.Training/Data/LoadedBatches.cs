using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>
/// Samples in an order drawn from (seed, epoch), read, augmented and normalised in the background. The random numbers of a batch are drawn
/// from (seed, number of the batch since the first epoch).
/// </summary>
/// <param name="host">Makes batches of samples.</param>
/// <param name="augmentation">What is done to them; null: nothing.</param>
/// <param name="training">Indices of the examples to train on.</param>
/// <param name="batch">Examples in a batch.</param>
/// <param name="seed">Seed of the run.</param>
/// <param name="least">As for <see cref="Batches"/>.</param>
internal sealed class LoadedBatches(HostBatches host, Augmentation? augmentation, long[] training, int batch, long seed, int least)
    : BackgroundBatches<HostBatch>(training.Length, batch, least)
{
    /// <summary>Keeps these random numbers apart from those of steps and orders, which are drawn from the same seed.</summary>
    private const long Stream = 0x41554756454E54;

    protected override long[] Order(int epoch) => Permutation(training, seed, epoch);

    protected override HostBatch Make(ReadOnlySpan<long> examples, long number) =>
        host.Make(
            examples.ToArray(), augmentation, augmentation is null ? null : new RandomSequence(RandomSequence.Seed(seed, Stream), number));

    protected override (Tensor Inputs, Tensor Targets) Place(HostBatch batch) => host.Place(batch);
}
