namespace ModelOps.Core;

/// <summary>A Huffman table (T.81, annex C): codes up to 8 bits by one look-up, longer ones by the first code of each length.</summary>
internal sealed class JpegHuffmanTable
{
    private const int Fast = 8;
    /// <summary>Length and value of the code that begins these 8 bits; length 0: it is longer.</summary>
    private readonly (byte Length, byte Value)[] _fast = new (byte, byte)[1 << Fast];
    /// <summary>The greatest code of each length, -1 where there is none; and what to add to a code to get its value's index.</summary>
    private readonly int[] _greatest = new int[17];
    private readonly int[] _offset = new int[17];
    private readonly byte[] _values;

    /// <param name="counts">How many codes there are of 1 to 16 bits.</param>
    /// <param name="values">Their values, in order.</param>
    public JpegHuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> values)
    {
        _values = values.ToArray();
        int code = 0, index = 0;
        for (int length = 1; length <= 16; length++)
        {
            int count = counts[length - 1];
            if (code + count > 1 << length)
                throw new InvalidDataException("a Huffman table is damaged");
            _offset[length] = index - code;
            for (int i = 0; i < count && length <= Fast; i++)
                Array.Fill(_fast, ((byte)length, values[index + i]), (code + i) << (Fast - length), 1 << (Fast - length));
            index += count;
            code += count;
            _greatest[length] = count > 0 ? code - 1 : -1;
            code <<= 1;
        }
    }

    public int Decode(JpegBitReader bits)
    {
        var (length, value) = _fast[bits.Peek(Fast)];
        if (length > 0)
        {
            bits.Skip(length);
            return value;
        }
        int all = bits.Peek(16);
        for (int n = Fast + 1; n <= 16; n++)
        {
            int code = all >> (16 - n);
            if (code <= _greatest[n])
            {
                bits.Skip(n);
                return _values[code + _offset[n]];
            }
        }
        throw new InvalidDataException("its pixels are damaged (there is no such code)");
    }
}
