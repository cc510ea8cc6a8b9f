namespace TorchSharp;

public partial class DisposeScopeManager
{
#nullable enable
    public DisposeScopeManager() => throw null!;
}
