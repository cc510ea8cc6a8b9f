namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public abstract partial class Module<T, TResult> : nn.Module, nn.IModule<T, TResult>
        {
#nullable enable
            public abstract TResult forward(T input);
            public TResult call(T input) => throw null!;
            protected Module(string name) => throw null!;
            protected Module(IntPtr handle, IntPtr boxedHandle) => throw null!;
#nullable disable
            internal Module() => throw null!;
        }
    }
}
