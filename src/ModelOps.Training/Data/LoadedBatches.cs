using System.Collections.Concurrent;
using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>
/// Samples in an order drawn from (seed, epoch), read, augmented and normalised in the background while the device works. The random numbers of
/// a batch are drawn from (seed, number of the batch since the first epoch), so that a batch is the same whenever and wherever it is made.
/// </summary>
internal sealed class LoadedBatches : Batches
{
    /// <summary>Batches made ahead: one is being copied, the others even out what takes longer at times.</summary>
    private const int Ahead = 3;
    /// <summary>Keeps these random numbers apart from those of steps and orders, which are drawn from the same seed.</summary>
    private const long Stream = 0x41554756454E54;

    private readonly HostBatches host;
    private readonly Augmentation? augmentation;
    private readonly long[] training;
    private readonly long seed;
    private readonly ConcurrentDictionary<int, long[]> orders = new();
    private readonly BackgroundLoader<(int Epoch, int Position), HostBatch> loader;
    private int epoch;

    /// <param name="host">Makes batches of samples.</param>
    /// <param name="augmentation">What is done to them; null: nothing.</param>
    /// <param name="training">Indices of the examples to train on.</param>
    /// <param name="batch">Examples in a batch.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="least">As for <see cref="Batches"/>.</param>
    public LoadedBatches(HostBatches host, Augmentation? augmentation, long[] training, int batch, long seed, int least)
        : base(training.Length, batch, least)
    {
        (this.host, this.augmentation, this.training, this.seed) = (host, augmentation, training, seed);
        loader = new BackgroundLoader<(int Epoch, int Position), HostBatch>(Make, Next, Ahead);
    }

    public override TimeSpan? Waited => loader.Waited;

    public override void StartEpoch(int epoch)
    {
        this.epoch = epoch;
        foreach (int old in orders.Keys.Where(e => e < epoch))
            orders.TryRemove(old, out _);
    }

    public override (Tensor Inputs, Tensor Targets) At(int position) => host.Place(loader.Take((epoch, position)));

    public override void Dispose()
    {
        loader.Dispose();
        base.Dispose();
    }

    private (int Epoch, int Position)? Next((int Epoch, int Position) key) =>
        key.Position + 1 < PerEpoch ? (key.Epoch, key.Position + 1) : (key.Epoch + 1, 0);

    private HostBatch Make((int Epoch, int Position) key)
    {
        var order = orders.GetOrAdd(key.Epoch, e => Permutation(training, seed, e));
        var samples = order.AsSpan(First(key.Position), Count(key.Position)).ToArray();
        var random = augmentation is null ? null : new RandomSequence(RandomSequence.Seed(seed, Stream), (long)key.Epoch * PerEpoch + key.Position);
        return host.Make(samples, augmentation, random);
    }
}
