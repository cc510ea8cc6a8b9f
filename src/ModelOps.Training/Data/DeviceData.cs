using ModelOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>A whole dataset on the device: normalised inputs [samples, …shape] in float32, and its classes or numbers.</summary>
public sealed class DeviceData : IDisposable
{
    private DeviceData(Tensor inputs, Tensor targets)
    {
        Inputs = inputs;
        Targets = targets;
    }

    /// <summary>float32 [samples, …shape].</summary>
    public Tensor Inputs { get; }
    /// <summary>int64 [samples] for classes, float32 [samples, 1] for numbers to regress.</summary>
    public Tensor Targets { get; }

    /// <summary>Copies a dataset to a device.</summary>
    public static DeviceData Load(DatasetContent content, IReadOnlyList<int> shape, Normalization normalization, Device device)
    {
        long[] size = [content.Dataset.Samples, .. shape.Select(n => (long)n)];
        return new DeviceData(
            Normalized(content.Features, size, normalization, device),
            content.Labels is { } labels ? Placed(tensor(labels), device) : Placed(tensor(content.Targets!, [size[0], 1]), device));
    }

    /// <summary>Inputs of any number of samples, normalised, on a device.</summary>
    private static Tensor Normalized(float[] features, long[] size, Normalization normalization, Device device)
    {
        var inputs = Placed(tensor(features, size), device);
        if (normalization.Mean.Length == 0)
            return inputs;
        using var raw = inputs;
        using var mean = Placed(tensor(normalization.Mean), device);
        using var deviation = Placed(tensor(normalization.Deviation), device);
        using var centred = raw.sub(mean);
        return centred.div(deviation);
    }

    private static Tensor Placed(Tensor made, Device device)
    {
        if (device.type == DeviceType.CPU)
            return made;
        using (made)
            return made.to(device);
    }

    public void Dispose()
    {
        Inputs.Dispose();
        Targets.Dispose();
    }
}
