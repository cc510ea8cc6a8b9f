namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public abstract partial class Module<T1, T2, TResult> : nn.Module
        {
#nullable enable
            public abstract TResult forward(T1 input1, T2 input2);
            public TResult call(T1 input1, T2 input2) => throw null!;
            protected Module(string name) => throw null!;
            protected Module(IntPtr handle, IntPtr boxedHandle) => throw null!;
#nullable disable
            internal Module() => throw null!;
        }
    }
}
