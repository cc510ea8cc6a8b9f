namespace TorchSharp;

public static partial class torch
{
    public static partial class cuda
    {
#nullable enable
        public static bool is_available() => throw null!;
        public static int device_count() => throw null!;
        public static void synchronize(Device? device = null) => throw null!;
    }
}
