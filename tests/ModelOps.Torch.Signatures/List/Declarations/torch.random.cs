namespace TorchSharp;

public static partial class torch
{
    public static partial class random
    {
#nullable enable
        public static long initial_seed() => throw null!;
        public static Generator manual_seed(long seed) => throw null!;
        public static Tensor get_rng_state() => throw null!;
        public static void set_rng_state(Tensor new_state) => throw null!;
    }
}
