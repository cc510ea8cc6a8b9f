using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ModelOps.Core;

/// <summary>Encodes floats into blocks of a ggml type.</summary>
internal static class GgmlEncoder
{
    public static GgmlType F32 { get; } = new(0);
    public static GgmlType F16 { get; } = new(1);
    public static GgmlType Q8 { get; } = new(8);

    /// <summary>Greatest whole number of a Q8_0 block.</summary>
    private const float Q8Greatest = 127;

    /// <summary>
    /// The bytes of values, a whole number of blocks. Throws <see cref="OverflowException"/> where one is too large for the type.
    /// </summary>
    public static byte[] Encode(GgmlType type, ReadOnlySpan<float> values)
    {
        if (type == F32)
            return MemoryMarshal.AsBytes(values).ToArray();
        var bytes = new byte[values.Length / type.BlockElements * type.BlockBytes];
        for (int block = 0; block < values.Length / type.BlockElements; block++)
        {
            var from = values.Slice(block * type.BlockElements, type.BlockElements);
            var to = bytes.AsSpan(block * type.BlockBytes, type.BlockBytes);
            if (type == F16)
                WriteHalf(to, from[0]);
            else if (type == Q8)
                WriteQ8(to, from);
            else
                throw new ArgumentException($"There is no encoder for {type}.", nameof(type));
        }
        return bytes;
    }

    /// <summary>As quantize_row_q8_0_ref of ggml: the scale is the greatest magnitude ÷ 127; halves are rounded away from zero.</summary>
    private static void WriteQ8(Span<byte> to, ReadOnlySpan<float> values)
    {
        float greatest = 0;
        foreach (float value in values)
            greatest = Math.Max(greatest, Math.Abs(value));
        float scale = greatest / Q8Greatest;
        float inverse = scale == 0 ? 0 : 1 / scale;
        WriteHalf(to, scale);
        for (int i = 0; i < values.Length; i++)
            to[sizeof(ushort) + i] = unchecked((byte)(sbyte)MathF.Round(values[i] * inverse, MidpointRounding.AwayFromZero));
    }

    private static void WriteHalf(Span<byte> to, float value)
    {
        var half = (Half)value;
        if (Half.IsInfinity(half) && float.IsFinite(value))
            throw new OverflowException($"{value:R} is larger than a 16-bit float can be.");
        BinaryPrimitives.WriteHalfLittleEndian(to, half);
    }
}
