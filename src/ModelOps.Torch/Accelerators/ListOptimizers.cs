using TorchSharp;

namespace ModelOps.Torch;

/// <summary>
/// Optimizer steps over all parameters by libtorch's operators for lists of tensors, on any device: one fused operator where libtorch has
/// one (2.1 or later), else a handful of operators (foreach), in the order of operations of torch.optim. Parameters without a gradient are
/// left alone.
/// </summary>
public static class ListOptimizers
{
    private static readonly string[] Names = ["sgd", "adam", "adamw"];

    /// <summary>False where the native library isn't there or was made for another libtorch.</summary>
    public static bool IsAvailable => FusedMethods.IsAvailable;

    /// <summary>
    /// Whether an optimizer (sgd, adam, adamw) has a fused operator that reads its learning rate on the device: what a captured step needs.
    /// </summary>
    public static bool TakesDeviceRate(string optimizer) =>
        IsAvailable && FusedMethods.mo_takes_device_rate(Array.IndexOf(Names, optimizer)) != 0;

    /// <summary>AdamW (decoupled) or Adam.</summary>
    /// <param name="parameters">What to change, by the gradients they hold.</param>
    /// <param name="averages">exp_avg of each.</param>
    /// <param name="squares">exp_avg_sq of each.</param>
    /// <param name="rates">Learning rate and number of the step on the device; null: those given as numbers.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="beta1">Decay of the averages.</param>
    /// <param name="beta2">Decay of the squares.</param>
    /// <param name="eps">Added to the root of the squares.</param>
    /// <param name="weightDecay">Of the weights (decoupled), or added to the gradient.</param>
    /// <param name="step">Number of this step, from 1.</param>
    /// <param name="decoupled">True for AdamW.</param>
    public static unsafe void Adam(
        IReadOnlyList<torch.Tensor> parameters, IReadOnlyList<torch.Tensor> averages, IReadOnlyList<torch.Tensor> squares, DeviceRates? rates,
        double lr, double beta1, double beta2, double eps, double weightDecay, long step, bool decoupled)
    {
        fixed (nint* p = FusedOptimizers.Handles(parameters), m = FusedOptimizers.Handles(averages), v = FusedOptimizers.Handles(squares))
        {
            FusedMethods.Check(FusedMethods.mo_adam_lists(
                parameters.Count, p, m, v, rates?.Rate.Handle ?? 0, rates?.Step.Handle ?? 0, lr, beta1, beta2, eps, weightDecay, step, decoupled ? 1 : 0));
        }
        GC.KeepAlive(parameters);
        GC.KeepAlive(averages);
        GC.KeepAlive(squares);
        GC.KeepAlive(rates);
    }

    /// <summary>Gradient descent as torch.optim.SGD (dampening 0, no Nesterov); <paramref name="momenta"/> is empty for none.</summary>
    public static unsafe void Sgd(
        IReadOnlyList<torch.Tensor> parameters, IReadOnlyList<torch.Tensor> momenta, DeviceRates? rates, double lr, double momentum, double weightDecay)
    {
        fixed (nint* p = FusedOptimizers.Handles(parameters), m = FusedOptimizers.Handles(momenta))
        {
            FusedMethods.Check(FusedMethods.mo_sgd_lists(
                parameters.Count, p, momenta.Count == 0 ? null : m, rates?.Rate.Handle ?? 0, lr, momentum, weightDecay));
        }
        GC.KeepAlive(parameters);
        GC.KeepAlive(momenta);
        GC.KeepAlive(rates);
    }
}

/// <summary>A step's learning rate and number as float32 scalars on a device, where a captured step reads them at each replay.</summary>
public sealed class DeviceRates : IDisposable
{
    public DeviceRates(torch.Device device)
    {
        Rate = torch.zeros(Array.Empty<long>(), torch.ScalarType.Float32, device);
        Step = torch.zeros(Array.Empty<long>(), torch.ScalarType.Float32, device);
    }

    public torch.Tensor Rate { get; }
    public torch.Tensor Step { get; }

    /// <summary>Waits for nothing.</summary>
    public void Set(double rate, long step)
    {
        Rate.fill_(rate);
        Step.fill_(step);
    }

    public void Dispose()
    {
        Rate.Dispose();
        Step.Dispose();
    }
}
