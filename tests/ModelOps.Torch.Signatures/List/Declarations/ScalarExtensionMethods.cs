namespace TorchSharp;

public static partial class ScalarExtensionMethods
{
#nullable enable
    public static Scalar ToScalar(this byte value) => throw null!;
    public static Scalar ToScalar(this sbyte value) => throw null!;
    public static Scalar ToScalar(this short value) => throw null!;
    public static Scalar ToScalar(this int value) => throw null!;
    public static Scalar ToScalar(this long value) => throw null!;
    public static Scalar ToScalar(this float value) => throw null!;
    public static Scalar ToScalar(this double value) => throw null!;
    public static Scalar ToScalar(this (float, float) value) => throw null!;
    public static Scalar ToScalar(this Complex value) => throw null!;
    public static Scalar ToScalar(this bool value) => throw null!;
    public static Scalar ToScalar(this Half value) => throw null!;
    public static float ToSingle(this Scalar value) => throw null!;
    public static double ToDouble(this Scalar value) => throw null!;
    public static int ToInt32(this Scalar value) => throw null!;
    public static long ToInt64(this Scalar value) => throw null!;
    public static bool ToBoolean(this Scalar value) => throw null!;
}
