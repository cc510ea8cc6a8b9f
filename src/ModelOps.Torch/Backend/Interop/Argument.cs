using TorchSharp;

namespace ModelOps.Torch.Interop;

/// <summary>An argument of an operator. Made by implicit conversion from what TorchSharp's API takes; default is None.</summary>
internal readonly struct Argument
{
    public readonly ValueTag Tag;
    public readonly long Bits;
    /// <summary>The tensor, list, string or generator.</summary>
    public readonly object? Object;

    private Argument(ValueTag tag, long bits, object? value = null)
    {
        Tag = value is null && tag is not (ValueTag.Int or ValueTag.Double or ValueTag.Bool or ValueTag.Device) ? ValueTag.None : tag;
        Bits = bits;
        Object = value;
    }

    public static Argument None => default;

    /// <summary>A list in which null stands for no tensor, as indexing takes it.</summary>
    public static Argument Optionals(torch.Tensor?[] value) => new(ValueTag.OptionalTensorList, 0, value);

    public static implicit operator Argument(torch.Tensor? value) => new(ValueTag.Tensor, 0, value);
    public static implicit operator Argument(long value) => new(ValueTag.Int, value);
    public static implicit operator Argument(long? value) => value is { } v ? v : None;
    public static implicit operator Argument(double value) => new(ValueTag.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Argument(double? value) => value is { } v ? v : None;
    public static implicit operator Argument(bool value) => new(ValueTag.Bool, value ? 1 : 0);
    public static implicit operator Argument(long[]? value) => new(ValueTag.IntList, 0, value);
    public static implicit operator Argument(torch.Tensor[] value) => new(ValueTag.TensorList, 0, value);
    public static implicit operator Argument(string? value) => new(ValueTag.String, 0, value);
    public static implicit operator Argument(torch.Generator? value) => new(ValueTag.Generator, 0, value);
    public static implicit operator Argument(torch.ScalarType value) => new(ValueTag.Int, (long)value);
    public static implicit operator Argument(torch.ScalarType? value) => value is { } v ? v : None;
    public static implicit operator Argument(torch.Device? value) => value is null ? None : new(ValueTag.Device, value.Code);
    public static implicit operator Argument(Scalar? value) => value is null ? None : new(value.Tag, value.Bits);
}
