namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
#nullable disable
        public static Parameter Parameter(Tensor data, bool requires_grad = true) => throw null!;
    }
}
