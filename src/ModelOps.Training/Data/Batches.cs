using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>
/// The training part in batches. The order of an epoch is a permutation drawn from (seed, epoch), so that a position in an epoch
/// names the same examples in every run. The last batch is as short as it comes.
/// </summary>
public sealed class Batches : IDisposable
{
    private readonly DeviceData data;
    private readonly long[] training;
    private readonly int batch;
    private readonly long seed;
    private Tensor? order;

    /// <param name="data">The whole dataset on the device.</param>
    /// <param name="training">Indices of the examples to train on.</param>
    /// <param name="batch">Examples in a batch.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="least">
    /// The least examples a step can take: a last batch with fewer joins the one before it (batch normalisation needs 2, to have a variance).
    /// </param>
    public Batches(DeviceData data, long[] training, int batch, long seed, int least = 1)
    {
        (this.data, this.training, this.batch, this.seed) = (data, training, batch, seed);
        int full = training.Length / batch;
        int rest = training.Length % batch;
        PerEpoch = full + (rest > 0 && (rest >= least || full == 0) ? 1 : 0);
    }

    /// <summary>Batches in an epoch.</summary>
    public int PerEpoch { get; }

    /// <summary>Examples in an epoch.</summary>
    public int Examples => training.Length;

    /// <summary>Draws the order of an epoch, counted from 0.</summary>
    public void StartEpoch(int epoch)
    {
        order?.Dispose();
        order = tensor(Permutation(training, seed, epoch)).to(data.Inputs.device);
    }

    /// <summary>Number of examples in the batch at a position of the epoch.</summary>
    public int Count(int position) => (position == PerEpoch - 1 ? training.Length : (position + 1) * batch) - position * batch;

    /// <summary>The batch at a position of the epoch: inputs [count, …shape] and targets [count] or [count, 1].</summary>
    public (Tensor Inputs, Tensor Targets) At(int position)
    {
        using var indices = order!.narrow(0, (long)position * batch, Count(position));
        return (data.Inputs.index_select(0, indices), data.Targets.index_select(0, indices));
    }

    /// <summary>The values in the order of an epoch.</summary>
    public static long[] Permutation(ReadOnlySpan<long> values, long seed, int epoch)
    {
        var permuted = values.ToArray();
        new RandomSequence(seed, epoch).Shuffle(permuted);
        return permuted;
    }

    public void Dispose() => order?.Dispose();
}
