using System.Buffers.Binary;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests.Gguf;

public sealed class GgmlEncoderTests
{
    [Fact]
    public void A_block_of_Q8_holds_each_value_to_half_a_step() => Property.Holds(Values(32), values =>
    {
        var bytes = GgmlEncoder.Encode(GgmlEncoder.Q8, values);
        Assert.Equal(34, bytes.Length);
        double scale = (double)BinaryPrimitives.ReadHalfLittleEndian(bytes);
        double greatest = values.Max(v => Math.Abs(v));
        Assert.Equal(greatest / 127, scale, greatest / 127 / 1024 + 1e-7);
        for (int i = 0; i < values.Length; i++)
        {
            var whole = (sbyte)bytes[2 + i];
            Assert.InRange(whole, (sbyte)-127, (sbyte)127);
            // The whole numbers are of the scale before it was rounded to 16 bits.
            Assert.True(Math.Abs(whole * (greatest / 127) - values[i]) <= greatest / 127 * 0.501, $"{values[i]} as {whole} of {scale}");
        }
    });

    [Fact]
    public void Halves_are_the_nearest_ones() => Property.Holds(Values(5), values =>
        Assert.Equal(values.Select(v => (Half)v), Enumerable.Range(0, 5).Select(i =>
            BinaryPrimitives.ReadHalfLittleEndian(GgmlEncoder.Encode(GgmlEncoder.F16, values).AsSpan(2 * i)))));

    [Fact]
    public void What_no_half_holds_is_refused()
    {
        Assert.Throws<OverflowException>(() => GgmlEncoder.Encode(GgmlEncoder.F16, [1e6f]));
        Assert.Throws<OverflowException>(() => GgmlEncoder.Encode(GgmlEncoder.Q8, [.. Enumerable.Repeat(1e7f, 32)]));
        Assert.Equal(new byte[34], GgmlEncoder.Encode(GgmlEncoder.Q8, new float[32]));
        Assert.Equal(BitConverter.GetBytes(float.NaN), GgmlEncoder.Encode(GgmlEncoder.F32, [float.NaN]));
    }

    private static FsCheck.Gen<float[]> Values(int count) =>
        from exponent in Gen.Choose(-6, 3)
        from values in Gen.Choose(-1000, 1000).ArrayOf(count)
        select values.Select(v => (float)(v * 1e-3 * Math.Pow(10, exponent))).ToArray();
}
