using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>Samples that don't lie on the device: images that are changed at random, or datasets that are mapped from their file.</summary>
internal sealed class LoadedRunData : RunData
{
    private const int ValidationBatch = 256;
    private readonly DatasetContent content;
    private readonly DatasetSplit split;
    private readonly FeatureRows rows;
    private readonly HostBatches host;
    private readonly Augmentation? augmentation;

    /// <inheritdoc cref="RunData.Open"/>
    public LoadedRunData(
        DatasetContent content, DataSettings settings, IReadOnlyList<int> inputShape, Normalization? normalization, Device device)
    {
        this.content = content;
        split = DatasetSplit.Create(content, settings);
        rows = FeatureRows.Of(content);
        try
        {
            Normalization = normalization
                ?? (settings.Normalize ? Normalization.Measure(rows, inputShape, split.Training) : Normalization.None);
        }
        catch
        {
            rows.Dispose();
            throw;
        }
        host = new HostBatches(content, rows, inputShape, Normalization, device);
        augmentation = settings.Augment.IsOn ? new Augmentation(settings.Augment, inputShape) : null;
    }

    public override Normalization Normalization { get; }

    public override long HeldOut => split.HeldOut.Length;

    public override Tensor? ClassWeights(LossSettings settings, Device device) =>
        ModelOps.Training.ClassWeights.Of(settings, content, split.Training, device);

    public override Batches Training(int batch, long seed, int least) =>
        new LoadedBatches(host, augmentation, split.Training, batch, seed, least);

    /// <summary>As they are: only what is trained on is augmented.</summary>
    public override IEnumerable<(Tensor Inputs, Tensor Targets)> Validation(bool all, long outputs)
    {
        long[] part = all ? [.. split.Training.Concat(split.HeldOut).Order()] : split.HeldOut;
        using var loader = new BackgroundLoader<int, HostBatch>(
            start => host.Make(part[start..Math.Min(part.Length, start + ValidationBatch)], null, null),
            start => start + ValidationBatch < part.Length ? start + ValidationBatch : null, 2);
        for (int start = 0; start < part.Length; start += ValidationBatch)
            yield return host.Place(loader.Take(start));
    }

    public override void Dispose()
    {
        rows.Dispose();
        base.Dispose();
    }
}
