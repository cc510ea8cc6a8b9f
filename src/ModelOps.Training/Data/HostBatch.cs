using System.Collections.Concurrent;
using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>A batch that lies in the host's memory.</summary>
/// <param name="Inputs">Normalised values of its examples, one after the other.</param>
/// <param name="Samples">Indices of its examples.</param>
internal readonly record struct HostBatch(float[] Inputs, long[] Samples);

/// <summary>Makes batches of samples that are in memory or in a file. Safe from several threads.</summary>
/// <param name="content">The dataset.</param>
/// <param name="rows">Its features.</param>
/// <param name="shape">Shape of a sample as the network sees it.</param>
/// <param name="normalization">What is done to the values.</param>
/// <param name="device">Where batches go.</param>
internal sealed class HostBatches(
    DatasetContent content, FeatureRows rows, IReadOnlyList<int> shape, Normalization normalization, Device device)
{
    private readonly ConcurrentBag<float[]> free = [];

    /// <summary>Reads samples, changes them where <paramref name="augmentation"/> is given, and normalises them.</summary>
    public HostBatch Make(long[] samples, Augmentation? augmentation, RandomSequence? random)
    {
        int width = rows.Width, length = samples.Length * width;
        var inputs = free.TryTake(out var used) && used.Length == length ? used : new float[length];
        var original = augmentation is null ? [] : new float[width];
        for (int i = 0; i < samples.Length; i++)
        {
            var values = inputs.AsSpan(i * width, width);
            rows.Read(samples[i], augmentation is null ? values : original);
            augmentation?.Apply(original, values, random!);
            normalization.Apply(values);
        }
        return new HostBatch(inputs, samples);
    }

    /// <summary>Copies a batch to the device: inputs [count, …shape] and targets [count] or [count, 1]. Its memory is used again.</summary>
    public (Tensor Inputs, Tensor Targets) Place(HostBatch batch)
    {
        int count = batch.Samples.Length;
        var inputs = LayerModules.Placed(tensor(batch.Inputs, [count, .. shape.Select(n => (long)n)]), device);
        free.Add(batch.Inputs);
        var targets = content.Labels is { } labels
            ? tensor(Array.ConvertAll(batch.Samples, s => labels[s]))
            : tensor(Array.ConvertAll(batch.Samples, s => content.Targets![s]), [count, 1]);
        return (inputs, LayerModules.Placed(targets, device));
    }
}
