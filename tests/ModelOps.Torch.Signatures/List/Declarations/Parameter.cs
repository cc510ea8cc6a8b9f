namespace TorchSharp.Modules;

public partial class Parameter : Tensor
{
#nullable disable
    public Parameter(Tensor data, bool requires_grad = true) => throw null!;
#nullable disable
    internal Parameter() => throw null!;
}
