using System.Runtime.InteropServices;

namespace ModelOps.Torch.Interop;

/// <summary>What a <see cref="NativeValue"/> holds.</summary>
internal enum ValueTag
{
    None,
    Tensor,
    Int,
    Double,
    Bool,
    IntList,
    DoubleList,
    TensorList,
    OptionalTensorList,
    Device,
    String,
    Generator,
}

/// <summary>An argument or result on the native side: tag, length of a list or string, and a number or pointer.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct NativeValue
{
    [FieldOffset(0)] public ValueTag Tag;
    [FieldOffset(4)] public int Count;
    [FieldOffset(8)] public long Int;
    [FieldOffset(8)] public double Double;
    [FieldOffset(8)] public nint Pointer;
}
