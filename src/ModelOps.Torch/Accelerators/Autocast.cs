using TorchSharp;

namespace ModelOps.Torch;

/// <summary>
/// libtorch's autocast: while it is on, matrix products and convolutions of this thread compute in a lower precision, from weights that
/// stay float32. Backward passes take the precision of their forward pass and need no scope.
/// </summary>
public static class Autocast
{
    /// <summary>
    /// False where the native library isn't there or was made for another libtorch: everything computes in its own precision then.
    /// </summary>
    public static bool IsAvailable => FusedMethods.IsAvailable;

    /// <summary>
    /// Turns it on until the result is disposed of, on the same thread. Weights that were converted meanwhile are forgotten then: keep a
    /// scope to one forward pass, since the next step changes them.
    /// </summary>
    /// <param name="device">CPU or CUDA.</param>
    /// <param name="type">BFloat16; Float16 on CUDA only.</param>
    public static Scope Enter(DeviceType device, torch.ScalarType type) => new(device, type);

    /// <summary>A stretch of a thread with autocast on.</summary>
    public readonly struct Scope : IDisposable
    {
        private readonly DeviceType device;
        private readonly torch.ScalarType type;
        private readonly bool before;

        internal Scope(DeviceType device, torch.ScalarType type)
        {
            (this.device, this.type) = (device, type);
            before = Set(true);
        }

        /// <summary>As it was before.</summary>
        public void Dispose() => Set(before);

        private bool Set(bool on)
        {
            int was = FusedMethods.mo_autocast((int)device, on ? 1 : 0, (int)type);
            FusedMethods.Check(was);
            return was != 0;
        }
    }
}
