using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>Samples of a table or images, all of them on the device.</summary>
internal sealed class SampleRunData : RunData
{
    private const int ValidationBatch = 256;
    private readonly DeviceData data;
    private readonly DatasetSplit split;
    private readonly DatasetContent content;

    /// <inheritdoc cref="RunData.Open"/>
    public SampleRunData(
        DatasetContent content, DataSettings settings, IReadOnlyList<int> inputShape, Normalization? normalization, Device device)
    {
        this.content = content;
        split = DatasetSplit.Create(content, settings);
        Normalization = normalization
            ?? (settings.Normalize ? Normalization.Measure(content, inputShape, split.Training) : Normalization.None);
        data = DeviceData.Load(content, inputShape, Normalization, device);
    }

    public override Normalization Normalization { get; }

    public override long HeldOut => split.HeldOut.Length;

    public override Tensor? ClassWeights(LossSettings settings, Device device) =>
        ModelOps.Training.ClassWeights.Of(settings, content, split.Training, device);

    public override Batches Training(int batch, long seed, int least) => new SampleBatches(data, split.Training, batch, seed, least);

    public override IEnumerable<(Tensor Inputs, Tensor Targets)> Validation(bool all, long outputs)
    {
        long[] part = all ? [.. split.Training.Concat(split.HeldOut).Order()] : split.HeldOut;
        using var indices = tensor(part).to(data.Inputs.device).DetachFromDisposeScope();
        for (int start = 0; start < part.Length; start += ValidationBatch)
        {
            using var batch = indices.narrow(0, start, Math.Min(ValidationBatch, part.Length - start));
            yield return (data.Inputs.index_select(0, batch), data.Targets.index_select(0, batch));
        }
    }

    public override void Dispose()
    {
        data.Dispose();
        base.Dispose();
    }
}
