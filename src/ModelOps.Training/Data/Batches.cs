using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>
/// What is trained on, in batches. The order of an epoch is a pure function of (seed, epoch), so that a position in an epoch names the same
/// examples in every run. The last batch is as short as it comes.
/// </summary>
/// <param name="examples">Examples in an epoch.</param>
/// <param name="batch">Examples in a batch.</param>
/// <param name="least">
/// The least examples a step can take: a last batch with fewer joins the one before it (batch normalisation needs 2, to have a variance).
/// </param>
public abstract class Batches(int examples, int batch, int least = 1) : IDisposable
{
    /// <summary>Batches in an epoch.</summary>
    public int PerEpoch { get; } = examples / batch + (examples % batch > 0 && (examples % batch >= least || examples < batch) ? 1 : 0);

    /// <summary>Examples in an epoch.</summary>
    public int Examples => examples;

    /// <summary>Tokens in an example of text; 0 for other examples.</summary>
    public virtual int TokensPerExample => 0;

    /// <summary>How long <see cref="At"/> has waited in all for batches that are made in the background; null where none are.</summary>
    public virtual TimeSpan? Waited => null;

    /// <summary>Number of examples in the batch at a position of the epoch.</summary>
    public int Count(int position) => (position == PerEpoch - 1 ? examples : (position + 1) * batch) - position * batch;

    /// <summary>Draws the order of an epoch, counted from 0.</summary>
    public abstract void StartEpoch(int epoch);

    /// <summary>The batch at a position of the epoch: inputs [count, …] and targets [count, …].</summary>
    public abstract (Tensor Inputs, Tensor Targets) At(int position);

    /// <summary>The values in the order of an epoch.</summary>
    public static long[] Permutation(ReadOnlySpan<long> values, long seed, int epoch)
    {
        var permuted = values.ToArray();
        new RandomSequence(seed, epoch).Shuffle(permuted);
        return permuted;
    }

    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>Index of the first example of a batch.</summary>
    protected int First(int position) => position * batch;
}
