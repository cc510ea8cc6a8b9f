using System.Collections.Concurrent;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>
/// Batches that are made in the host's memory in the background while the device works, and copied to it when they are asked for. What a
/// batch holds depends on (epoch, position) only, so that it is the same whenever and wherever it is made.
/// </summary>
/// <typeparam name="THost">A batch in the host's memory.</typeparam>
/// <param name="examples">As for <see cref="Batches"/>.</param>
/// <param name="batch">As for <see cref="Batches"/>.</param>
/// <param name="least">As for <see cref="Batches"/>.</param>
internal abstract class BackgroundBatches<THost> : Batches
{
    /// <summary>Batches made ahead: one is being copied, the others even out what takes longer at times.</summary>
    private const int Ahead = 3;

    private readonly ConcurrentDictionary<int, long[]> orders = new();
    private readonly BackgroundLoader<(int Epoch, int Position), THost> loader;
    private int epoch;

    protected BackgroundBatches(int examples, int batch, int least = 1)
        : base(examples, batch, least) => loader = new BackgroundLoader<(int Epoch, int Position), THost>(Make, Next, Ahead);

    public override TimeSpan? Waited => loader.Waited;

    public override void StartEpoch(int epoch)
    {
        this.epoch = epoch;
        foreach (int old in orders.Keys.Where(e => e < epoch))
            orders.TryRemove(old, out _);
    }

    public override (Tensor Inputs, Tensor Targets) At(int position) => Place(loader.Take((epoch, position)));

    /// <summary>Waits for what is being made; only then may what it is made of be disposed of.</summary>
    public override void Dispose()
    {
        loader.Dispose();
        base.Dispose();
    }

    /// <summary>The examples of an epoch in their order. Called on other threads, and now and then more than once for an epoch.</summary>
    protected abstract long[] Order(int epoch);

    /// <summary>Makes a batch. Called on several threads at once.</summary>
    /// <param name="examples">Its part of the order.</param>
    /// <param name="number">Its number since the first epoch: what is drawn at random for it may depend on this and the seed.</param>
    protected abstract THost Make(ReadOnlySpan<long> examples, long number);

    /// <summary>Copies a batch to the device.</summary>
    protected abstract (Tensor Inputs, Tensor Targets) Place(THost batch);

    private (int Epoch, int Position)? Next((int Epoch, int Position) key) =>
        key.Position + 1 < PerEpoch ? (key.Epoch, key.Position + 1) : (key.Epoch + 1, 0);

    private THost Make((int Epoch, int Position) key)
    {
        var order = orders.GetOrAdd(key.Epoch, Order);
        return Make(order.AsSpan(First(key.Position), Count(key.Position)), (long)key.Epoch * PerEpoch + key.Position);
    }
}
