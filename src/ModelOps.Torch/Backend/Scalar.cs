using ModelOps.Torch.Interop;
using TorchSharp;

namespace TorchSharp;

/// <summary>A number that an operator takes beside tensors. A plain value: there is nothing to dispose of.</summary>
public sealed class Scalar : IDisposable
{
    internal Scalar(torch.ScalarType type, long value)
    {
        Type = type;
        Tag = type == torch.ScalarType.Bool ? ValueTag.Bool : ValueTag.Int;
        Bits = value;
    }

    internal Scalar(torch.ScalarType type, double value)
    {
        Type = type;
        Tag = ValueTag.Double;
        Bits = BitConverter.DoubleToInt64Bits(value);
    }

    internal ValueTag Tag { get; }

    /// <summary>The number, or the bits of a double.</summary>
    internal long Bits { get; }

    internal double AsDouble => Tag == ValueTag.Double ? BitConverter.Int64BitsToDouble(Bits) : Bits;

    internal long AsInt64 => Tag == ValueTag.Double ? (long)BitConverter.Int64BitsToDouble(Bits) : Bits;

    public static implicit operator Scalar(byte value) => value.ToScalar();
    public static implicit operator Scalar(sbyte value) => value.ToScalar();
    public static implicit operator Scalar(short value) => value.ToScalar();
    public static implicit operator Scalar(int value) => value.ToScalar();
    public static implicit operator Scalar(long value) => value.ToScalar();
    public static implicit operator Scalar(Half value) => value.ToScalar();
    public static implicit operator Scalar(float value) => value.ToScalar();
    public static implicit operator Scalar(double value) => value.ToScalar();
    public static implicit operator Scalar(bool value) => value.ToScalar();

    public torch.ScalarType Type { get; }

    public void Dispose()
    {
    }
}

public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => new(torch.ScalarType.Byte, value);
    public static Scalar ToScalar(this sbyte value) => new(torch.ScalarType.Int8, value);
    public static Scalar ToScalar(this short value) => new(torch.ScalarType.Int16, value);
    public static Scalar ToScalar(this int value) => new(torch.ScalarType.Int32, (long)value);
    public static Scalar ToScalar(this long value) => new(torch.ScalarType.Int64, value);
    public static Scalar ToScalar(this float value) => new(torch.ScalarType.Float32, (double)value);
    public static Scalar ToScalar(this double value) => new(torch.ScalarType.Float64, value);
    public static Scalar ToScalar(this bool value) => new(torch.ScalarType.Bool, value ? 1L : 0L);
    public static Scalar ToScalar(this Half value) => new(torch.ScalarType.Float16, (double)value);
    public static float ToSingle(this Scalar value) => (float)value.AsDouble;
    public static double ToDouble(this Scalar value) => value.AsDouble;
    public static int ToInt32(this Scalar value) => (int)value.AsInt64;
    public static long ToInt64(this Scalar value) => value.AsInt64;
    public static bool ToBoolean(this Scalar value) => value.AsDouble != 0;
}
