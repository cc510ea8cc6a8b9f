using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>Samples that lie on the device, in an order drawn from (seed, epoch).</summary>
/// <param name="data">The whole dataset on the device.</param>
/// <param name="training">Indices of the examples to train on.</param>
/// <param name="batch">Examples in a batch.</param>
/// <param name="seed">Seed of the run.</param>
/// <param name="least">As for <see cref="Batches"/>.</param>
public sealed class SampleBatches(DeviceData data, long[] training, int batch, long seed, int least = 1) : Batches(training.Length, batch, least)
{
    private Tensor? order;

    public override void StartEpoch(int epoch)
    {
        order?.Dispose();
        order = LayerModules.Placed(tensor(Permutation(training, seed, epoch)), data.Inputs.device);
    }

    /// <summary>Inputs [count, …shape] and targets [count] or [count, 1].</summary>
    public override (Tensor Inputs, Tensor Targets) At(int position)
    {
        using var indices = order!.narrow(0, First(position), Count(position));
        return (data.Inputs.index_select(0, indices), data.Targets.index_select(0, indices));
    }

    public override void Dispose()
    {
        order?.Dispose();
        base.Dispose();
    }
}
