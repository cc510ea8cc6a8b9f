using System.Numerics;

namespace ModelOps.Core;

/// <summary>
/// A documented random sequence, the same on every machine and .NET version: xoshiro256** 1.0 (Blackman, Vigna: Scrambled linear
/// pseudorandom number generators, 2018), its state filled by SplitMix64 (Steele, Lea, Flood 2014) from a seed and a stream number.
/// </summary>
public sealed class RandomSequence
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;
    private ulong s0, s1, s2, s3;

    /// <summary>The sequence of a seed and a stream: (seed, epoch) for a permutation, (seed, class) for a split.</summary>
    public RandomSequence(long seed, long stream)
    {
        ulong state = Mixed(seed, stream);
        s0 = Finalize(state += GoldenGamma);
        s1 = Finalize(state += GoldenGamma);
        s2 = Finalize(state += GoldenGamma);
        s3 = Finalize(state + GoldenGamma);
    }

    /// <summary>A seed for another generator, drawn from (seed, stream); never negative.</summary>
    public static long Seed(long seed, long stream) => (long)(Mixed(seed, stream) >> 1);

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        ulong result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        ulong t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>A number from 0 to <paramref name="limit"/> − 1, each equally likely (Lemire 2019: multiply and reject).</summary>
    public long Below(long limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ulong n = (ulong)limit;
        ulong high = Math.BigMul(Next(), n, out ulong low);
        if (low < n)
        {
            ulong threshold = unchecked(0UL - n) % n;
            while (low < threshold)
                high = Math.BigMul(Next(), n, out low);
        }
        return (long)high;
    }

    /// <summary>A number from 0 up to, not including, 1: a multiple of 2⁻⁵³, each equally likely.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number from <paramref name="low"/> up to, not including, <paramref name="high"/>.</summary>
    public double Between(double low, double high) => low + (high - low) * Unit();

    /// <summary>Puts the values in random order (Fisher, Yates; Durstenfeld 1964).</summary>
    public void Shuffle(Span<long> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = (int)Below(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    private static ulong Mixed(long seed, long stream) => Finalize(Finalize((ulong)seed + GoldenGamma) + (ulong)stream * GoldenGamma);

    private static ulong Finalize(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
