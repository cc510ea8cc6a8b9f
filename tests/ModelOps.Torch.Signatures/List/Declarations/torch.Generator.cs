namespace TorchSharp;

public static partial class torch
{
    public partial class Generator : IDisposable
    {
#nullable enable
        public Tensor get_state() => throw null!;
        public void set_state(Tensor value) => throw null!;
        public Generator manual_seed(long seed) => throw null!;
        public long initial_seed() => throw null!;
        protected virtual void Dispose(bool disposing) => throw null!;
        public void Dispose() => throw null!;
        public Generator(ulong seed = 0, Device? device = null) => throw null!;
        public IntPtr Handle { get => throw null!; }
        public Device device { get => throw null!; }
        public static Generator Default { get => throw null!; }
#nullable disable
        internal Generator() => throw null!;
    }
}
