using TorchSharp;

namespace ModelOps.Torch;

/// <summary>
/// Optimizer steps over all parameters in one pass over memory, in the order of operations of torch.optim. Each element is worked
/// out on its own, so that a result depends on neither the number of threads nor the instruction set.
/// </summary>
public static class FusedOptimizers
{
    /// <summary>
    /// False where the native library isn't there or was made for another libtorch (TorchBackend=TorchSharp only): the same steps
    /// then take tensor operations.
    /// </summary>
    public static bool IsAvailable => FusedMethods.IsAvailable;

    /// <summary>True for tensors that a fused step takes: float32 or float64, contiguous, on the CPU.</summary>
    public static bool Takes(torch.Tensor tensor) =>
        tensor.device_type == DeviceType.CPU && tensor.is_contiguous() && tensor.dtype is torch.ScalarType.Float32 or torch.ScalarType.Float64;

    /// <summary>AdamW (Loshchilov, Hutter 2019): the weights decay on their own.</summary>
    /// <param name="parameters">What to change, by the gradients they hold; one without a gradient is left alone.</param>
    /// <param name="averages">exp_avg of each parameter, of its shape and type.</param>
    /// <param name="squares">exp_avg_sq of each parameter.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="beta1">Decay of the averages.</param>
    /// <param name="beta2">Decay of the squares.</param>
    /// <param name="eps">Added to the root of the squares.</param>
    /// <param name="weightDecay">Share of the learning rate by which the weights shrink.</param>
    /// <param name="step">Number of this step, from 1.</param>
    public static void AdamW(
        IReadOnlyList<torch.Tensor> parameters, IReadOnlyList<torch.Tensor> averages, IReadOnlyList<torch.Tensor> squares,
        double lr, double beta1, double beta2, double eps, double weightDecay, long step) =>
        Adam(parameters, averages, squares, lr, beta1, beta2, eps, weightDecay, step, decoupled: true);

    /// <summary>Adam (Kingma, Ba 2015): the decay of the weights is added to their gradients. Parameters as for AdamW.</summary>
    public static void Adam(
        IReadOnlyList<torch.Tensor> parameters, IReadOnlyList<torch.Tensor> averages, IReadOnlyList<torch.Tensor> squares,
        double lr, double beta1, double beta2, double eps, double weightDecay, long step) =>
        Adam(parameters, averages, squares, lr, beta1, beta2, eps, weightDecay, step, decoupled: false);

    /// <summary>Gradient descent as torch.optim.SGD (dampening 0, no Nesterov).</summary>
    /// <param name="parameters">What to change, by the gradients they hold.</param>
    /// <param name="momenta">momentum_buffer of each parameter, zeros at first; empty for none.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="momentum">What a momentum keeps of itself.</param>
    /// <param name="weightDecay">Share of the weights that is added to their gradients.</param>
    public static unsafe void Sgd(
        IReadOnlyList<torch.Tensor> parameters, IReadOnlyList<torch.Tensor> momenta, double lr, double momentum, double weightDecay)
    {
        fixed (nint* p = Handles(parameters), m = Handles(momenta))
            FusedMethods.Check(FusedMethods.mo_sgd(parameters.Count, p, momenta.Count == 0 ? null : m, lr, momentum, weightDecay));
        GC.KeepAlive(parameters);
        GC.KeepAlive(momenta);
    }

    /// <summary>
    /// L2 norm of all gradients together, summed in double precision in blocks of a fixed size, so that it depends on neither threads nor
    /// instruction set. Gradients of a norm above <paramref name="limit"/> are multiplied by limit / (norm + 1e-6).
    /// </summary>
    public static unsafe double ClipGradients(IReadOnlyList<torch.Tensor> parameters, double limit)
    {
        double norm;
        fixed (nint* p = Handles(parameters))
            FusedMethods.Check(FusedMethods.mo_clip_gradients(parameters.Count, p, limit, out norm));
        GC.KeepAlive(parameters);
        return norm;
    }

    private static unsafe void Adam(
        IReadOnlyList<torch.Tensor> parameters, IReadOnlyList<torch.Tensor> averages, IReadOnlyList<torch.Tensor> squares,
        double lr, double beta1, double beta2, double eps, double weightDecay, long step, bool decoupled)
    {
        fixed (nint* p = Handles(parameters), m = Handles(averages), v = Handles(squares))
            FusedMethods.Check(
                FusedMethods.mo_adam(parameters.Count, p, m, v, lr, beta1, beta2, eps, weightDecay, step, decoupled ? 1 : 0));
        GC.KeepAlive(parameters);
        GC.KeepAlive(averages);
        GC.KeepAlive(squares);
    }

    internal static nint[] Handles(IReadOnlyList<torch.Tensor> tensors)
    {
        var handles = new nint[tensors.Count];
        for (int i = 0; i < handles.Length; i++)
            handles[i] = tensors[i].Handle;
        return handles;
    }
}
