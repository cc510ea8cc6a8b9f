using System.Runtime.InteropServices;

namespace ModelOps.Core;

/// <summary>
/// Puts numbers into a spool in the smallest form that keeps them: bytes while all are whole numbers from 0 to 255, as in tables of pixels,
/// floats of 32 bits from the first other one on. So such tables take a quarter of the space, and of the time to hash and read them.
/// </summary>
internal sealed class NumberSpool(FeatureSpool spool)
{
    private const int ChunkValues = 1 << 16;
    private byte[] _bytes = [];
    private bool _wide;

    public void Write(ReadOnlySpan<float> values)
    {
        if (!_wide && TryNarrow(values))
        {
            spool.Write(_bytes.AsSpan(0, values.Length));
            return;
        }
        if (!_wide)
            Widen();
        spool.Write(MemoryMarshal.AsBytes(values));
    }

    /// <summary>What was written, as one tensor of U8 or F32.</summary>
    public TensorSource ToTensor(IReadOnlyList<long> shape) =>
        _wide ? spool.ToTensor("F32", sizeof(float), shape) : spool.ToTensor("U8", 1, shape);

    private bool TryNarrow(ReadOnlySpan<float> values)
    {
        if (_bytes.Length < values.Length)
            _bytes = new byte[values.Length];
        int differences = 0;
        for (int i = 0; i < values.Length; i++)
        {
            byte narrow = (byte)(int)values[i];
            // Bit by bit, so that -0 stays what it is.
            differences |= BitConverter.SingleToInt32Bits(narrow) ^ BitConverter.SingleToInt32Bits(values[i]);
            _bytes[i] = narrow;
        }
        return differences == 0;
    }

    /// <summary>Makes floats of the bytes in the spool, from the end on: none is overwritten before it is read.</summary>
    private void Widen()
    {
        _wide = true;
        var bytes = new byte[ChunkValues];
        var floats = new float[ChunkValues];
        long count = spool.Length;
        spool.SetLength(count * sizeof(float));
        for (long end = count; end > 0;)
        {
            int length = (int)Math.Min(ChunkValues, end);
            end -= length;
            spool.ReadAt(end, bytes.AsSpan(0, length));
            for (int i = 0; i < length; i++)
                floats[i] = bytes[i];
            spool.WriteAt(end * sizeof(float), MemoryMarshal.AsBytes(floats.AsSpan(0, length)));
        }
        spool.GoToEnd();
    }
}
