using static ModelOps.Torch.Interop.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of random numbers on a device.</summary>
    public class Generator : IDisposable
    {
        private nint handle;

        public Generator(ulong seed = 0, Device? device = null)
            : this(Checked(mo_generator_new((device ?? CPU).Code, seed)))
        {
        }

        private Generator(nint handle) => this.handle = handle;

        ~Generator() => Dispose(false);

        public IntPtr Handle => handle != 0 ? handle : throw new InvalidOperationException("Generator invalid -- empty handle.");

        public Device device => Device.FromCode(mo_generator_device(Handle));

        /// <summary>The CPU's own generator, which everything draws from that is given no other.</summary>
        public static Generator Default => new(Checked(mo_generator_default(CPU.Code)));

        public Generator manual_seed(long seed)
        {
            Checked(mo_generator_set_seed(Handle, (ulong)seed));
            return this;
        }

        public long initial_seed() => (long)mo_generator_seed(Handle);

        public Tensor get_state() => new(Checked(mo_generator_state(Handle)));

        public void set_state(Tensor value)
        {
            Checked(mo_generator_set_state(Handle, value.Handle));
            GC.KeepAlive(value);
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (handle != 0)
                mo_generator_free(handle);
            handle = 0;
        }
    }

    /// <summary>Seeds the generators of the CPU and of every GPU.</summary>
    public static Generator manual_seed(long seed)
    {
        Checked(mo_manual_seed((ulong)seed));
        return Generator.Default;
    }

    public static class random
    {
        public static Generator manual_seed(long seed) => torch.manual_seed(seed);

        public static long initial_seed() => Generator.Default.initial_seed();

        public static Tensor get_rng_state() => Generator.Default.get_state();

        public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);
    }

    public static class cuda
    {
        /// <summary>True where libtorch was built with CUDA and the machine has a GPU that it can use.</summary>
        public static bool is_available() => device_count() > 0;

        public static int device_count() => mo_device_count((int)DeviceType.CUDA);

        /// <summary>Waits until a GPU has done all its work.</summary>
        public static void synchronize(Device? device = null) => Checked(mo_cuda_synchronize(device?.index ?? -1));
    }
}
