namespace ModelOps.Core;

/// <summary>
/// Bits of a scan, without the zero bytes that are stuffed behind 0xFF. At a marker zeros follow, a few of which may be looked at; taking
/// more than there are is damage.
/// </summary>
internal sealed class JpegBitReader(byte[] file, int start)
{
    private int _at = start;
    private ulong _bits;
    private int _count;
    /// <summary>How many of the bits were made up behind the end.</summary>
    private int _invented;

    /// <summary>The next bits without taking them.</summary>
    public int Peek(int count)
    {
        if (_count < count)
            Fill();
        return (int)(_bits >> (64 - count));
    }

    public void Skip(int count)
    {
        _bits <<= count;
        _count -= count;
        if (_count < _invented)
            throw new InvalidDataException("its pixels are cut short");
    }

    public int Take(int count)
    {
        if (count == 0)
            return 0;
        int bits = Peek(count);
        Skip(count);
        return bits;
    }

    /// <summary>A difference or coefficient of a number of bits, with its sign (T.81, F.2.2.1, EXTEND).</summary>
    public int Signed(int count)
    {
        int bits = Take(count);
        return count == 0 || bits >> (count - 1) != 0 ? bits : bits - (1 << count) + 1;
    }

    /// <summary>Moves past a restart marker, which must be there.</summary>
    public void Restart(int expected)
    {
        int at = End();
        if (at + 1 >= file.Length || file[at] != 0xFF || file[at + 1] != 0xD0 + expected)
            throw new InvalidDataException("a restart marker is missing");
        _at = at + 2;
        (_bits, _count, _invented) = (0, 0, 0);
    }

    /// <summary>Position of the marker that ends these bits.</summary>
    public int End()
    {
        // What lies in the register was read before the marker; the stuffed form is not gone back over.
        while (_at + 1 < file.Length && !(file[_at] == 0xFF && file[_at + 1] is not 0 and not 0xFF))
            _at++;
        return _at;
    }

    private void Fill()
    {
        while (_count <= 56)
        {
            int next = 0;
            if (_at < file.Length && (file[_at] != 0xFF || (_at + 1 < file.Length && file[_at + 1] == 0)))
            {
                next = file[_at];
                _at += next == 0xFF ? 2 : 1;
            }
            else
            {
                _invented += 8;
            }
            _bits |= (ulong)next << (56 - _count);
            _count += 8;
        }
    }
}
