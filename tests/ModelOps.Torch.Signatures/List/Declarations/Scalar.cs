namespace TorchSharp;

public sealed partial class Scalar : IDisposable
{
#nullable enable
    public static implicit operator Scalar(byte value) => throw null!;
    public static implicit operator Scalar(sbyte value) => throw null!;
    public static implicit operator Scalar(short value) => throw null!;
    public static implicit operator Scalar(int value) => throw null!;
    public static implicit operator Scalar(long value) => throw null!;
    public static implicit operator Scalar(Half value) => throw null!;
    public static implicit operator Scalar(float value) => throw null!;
    public static implicit operator Scalar(double value) => throw null!;
    public static implicit operator Scalar(bool value) => throw null!;
    public static implicit operator Scalar((float, float) value) => throw null!;
    public static implicit operator Scalar(Complex value) => throw null!;
    public void Dispose() => throw null!;
    public ScalarType Type { get => throw null!; }
#nullable disable
    internal Scalar() => throw null!;
}
