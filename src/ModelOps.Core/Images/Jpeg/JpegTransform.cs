namespace ModelOps.Core;

/// <summary>
/// The inverse discrete cosine transform in integers of libjpeg ("islow"; Loeffler, Ligtenberg, Moschytz 1989), with its rounding: 11
/// multiplications for 8 values, in 13 bits of fraction.
/// </summary>
internal static class JpegTransform
{
    private const int Fraction = 13;
    private const int FirstPass = 2;

    /// <summary>Dequantizes a block and transforms it to 8 × 8 samples.</summary>
    /// <param name="block">Coefficients in natural order.</param>
    /// <param name="quantization">What they are multiplied by.</param>
    /// <param name="samples">Where the samples go.</param>
    /// <param name="stride">Distance of rows in it.</param>
    public static void Inverse(ReadOnlySpan<short> block, ReadOnlySpan<int> quantization, Span<byte> samples, int stride)
    {
        Span<int> work = stackalloc int[64];
        for (int i = 0; i < 64; i++)
            work[i] = block[i] * quantization[i];
        for (int column = 0; column < 8; column++)
            Line(work[column..], 8, Fraction - FirstPass);
        for (int row = 0; row < 8; row++)
        {
            var line = work.Slice(row * 8, 8);
            Line(line, 1, Fraction + FirstPass + 3);
            for (int i = 0; i < 8; i++)
                samples[row * stride + i] = (byte)Math.Clamp(line[i] + 128, 0, 255);
        }
    }

    private static void Line(Span<int> v, int step, int shift)
    {
        int z2 = v[2 * step], z3 = v[6 * step];
        int z1 = (z2 + z3) * 4433;
        int even2 = z1 - z3 * 15137, even3 = z1 + z2 * 6270;
        int even0 = (v[0] + v[4 * step]) << Fraction, even1 = (v[0] - v[4 * step]) << Fraction;
        int sum0 = even0 + even3, sum3 = even0 - even3, sum1 = even1 + even2, sum2 = even1 - even2;

        int odd0 = v[7 * step], odd1 = v[5 * step], odd2 = v[3 * step], odd3 = v[step];
        z1 = odd0 + odd3;
        z2 = odd1 + odd2;
        z3 = odd0 + odd2;
        int z4 = odd1 + odd3;
        int z5 = (z3 + z4) * 9633;
        odd0 *= 2446;
        odd1 *= 16819;
        odd2 *= 25172;
        odd3 *= 12299;
        z1 *= -7373;
        z2 *= -20995;
        z3 = z3 * -16069 + z5;
        z4 = z4 * -3196 + z5;
        odd0 += z1 + z3;
        odd1 += z2 + z4;
        odd2 += z2 + z3;
        odd3 += z1 + z4;

        int half = 1 << (shift - 1);
        v[0] = (sum0 + odd3 + half) >> shift;
        v[7 * step] = (sum0 - odd3 + half) >> shift;
        v[step] = (sum1 + odd2 + half) >> shift;
        v[6 * step] = (sum1 - odd2 + half) >> shift;
        v[2 * step] = (sum2 + odd1 + half) >> shift;
        v[5 * step] = (sum2 - odd1 + half) >> shift;
        v[3 * step] = (sum3 + odd0 + half) >> shift;
        v[4 * step] = (sum3 - odd0 + half) >> shift;
    }
}
