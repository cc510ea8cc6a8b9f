using TorchSharp;

namespace ModelOps.Torch;

/// <summary>
/// Dropout whose mask is made on all threads at once: each element's number comes from a key and its place, so that a mask is the same
/// for any number of threads. libtorch draws one number after the other, on one thread.
/// </summary>
public static class FusedDropout
{
    /// <summary>True for inputs that <see cref="Apply"/> takes: float32 on the CPU, where the native library is there.</summary>
    public static bool Takes(torch.Tensor input) =>
        FusedMethods.IsAvailable && input.device_type == DeviceType.CPU && input.dtype == torch.ScalarType.Float32;

    /// <summary>Sets elements to zero with probability <paramref name="p"/> and multiplies the others by 1 / (1 - p).</summary>
    /// <param name="input">What to drop elements of; gradients flow through those that stay.</param>
    /// <param name="p">Share to drop, 0 to 1.</param>
    /// <remarks>The key is one number drawn from libtorch's generator: torch.manual_seed decides it.</remarks>
    public static torch.Tensor Apply(torch.Tensor input, double p)
    {
        ulong key = Key();
        using var mask = torch.empty_like(input);
        FusedMethods.Check(FusedMethods.mo_dropout_mask(mask.Handle, p, key));
        return input.mul(mask);
    }

    /// <summary>Draws what a mask is made of.</summary>
    internal static ulong Key()
    {
        using var key = torch.randint(long.MaxValue, [1], torch.ScalarType.Int64);
        return (ulong)key.item<long>();
    }
}
