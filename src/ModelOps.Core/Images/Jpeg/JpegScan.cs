namespace ModelOps.Core;

/// <summary>Decodes one scan's coefficients into the frame's components (T.81, annexes F and G).</summary>
internal sealed class JpegScan
{
    private sealed class Part(JpegComponent component, JpegHuffmanTable? dc, JpegHuffmanTable? ac)
    {
        public JpegComponent Component => component;
        public JpegHuffmanTable Dc => dc ?? throw Missing();
        public JpegHuffmanTable Ac => ac ?? throw Missing();
        public int Prediction { get; set; }

        private static InvalidDataException Missing() => new("a Huffman table is missing");
    }

    private readonly JpegFrame _frame;
    private readonly JpegBitReader _bits;
    private readonly Part[] _parts;
    private readonly int _restartInterval;
    private readonly int _first;
    private readonly int _last;
    private readonly int _high;
    private readonly int _low;
    private int _endOfBand;

    public JpegScan(
        JpegFrame frame, ReadOnlySpan<byte> header, JpegBitReader bits, JpegHuffmanTable?[] dc, JpegHuffmanTable?[] ac, int restartInterval)
    {
        (_frame, _bits, _restartInterval) = (frame, bits, restartInterval);
        int count = header.Length > 0 ? header[0] : 0;
        if (count < 1 || count > frame.Components.Length || header.Length < 4 + 2 * count)
            throw new InvalidDataException("a scan's header is damaged");
        _parts = new Part[count];
        for (int i = 0; i < count; i++)
        {
            int id = header[1 + 2 * i], tables = header[2 + 2 * i];
            var component = Array.Find(frame.Components, c => c.Id == id) ?? throw new InvalidDataException("a scan's header is damaged");
            _parts[i] = new Part(component, dc[(tables >> 4) & 3], ac[tables & 3]);
        }
        var rest = header[(1 + 2 * count)..];
        (_first, _last, _high, _low) = frame.IsProgressive ? (rest[0], rest[1], rest[2] >> 4, rest[2] & 15) : (0, 63, 0, 0);
        bool sound = _first <= _last && _last < 64 && _low < 14 && (_first == 0 || count == 1)
            && (!frame.IsProgressive || _first > 0 || _last == 0);
        if (!sound)
            throw new InvalidDataException("a scan's header is damaged");
    }

    public void Decode()
    {
        // One component alone has its own blocks in rows; several are interleaved in MCUs.
        bool alone = _parts.Length == 1;
        var only = _parts[0].Component;
        int across = alone ? only.BlocksAcross : _frame.McusAcross;
        int count = across * (alone ? only.BlocksDown : _frame.McusDown);
        int restarts = 0;
        for (int i = 0; i < count; i++)
        {
            if (_restartInterval > 0 && i > 0 && i % _restartInterval == 0)
                Restart(restarts++ & 7);
            var (row, column) = Math.DivRem(i, across);
            if (alone)
                Block(_parts[0], only.Block(row, column));
            else
                Mcu(row, column);
        }
    }

    private void Mcu(int row, int column)
    {
        foreach (var part in _parts)
        {
            var c = part.Component;
            for (int y = 0; y < c.Down; y++)
            {
                for (int x = 0; x < c.Across; x++)
                    Block(part, c.Block(row * c.Down + y, column * c.Across + x));
            }
        }
    }

    private void Restart(int number)
    {
        _bits.Restart(number);
        _endOfBand = 0;
        foreach (var part in _parts)
            part.Prediction = 0;
    }

    private void Block(Part part, Span<short> block)
    {
        if (_frame.IsProgressive && _high > 0)
        {
            if (_first == 0)
                block[0] |= (short)(_bits.Take(1) << _low);
            else
                Refine(part.Ac, block);
            return;
        }
        if (_first == 0)
        {
            part.Prediction += _bits.Signed(Size(part.Dc.Decode(_bits), 15));
            block[0] = (short)(part.Prediction << _low);
        }
        if (_last > 0)
            First(part.Ac, block);
    }

    /// <summary>Coefficients of a band for the first time (all of them, where the frame is not progressive).</summary>
    private void First(JpegHuffmanTable table, Span<short> block)
    {
        if (_endOfBand > 0)
        {
            _endOfBand--;
            return;
        }
        for (int k = Math.Max(1, _first); k <= _last; k++)
        {
            int code = table.Decode(_bits);
            var (run, size) = (code >> 4, code & 15);
            if (size == 0)
            {
                if (run < 15)
                {
                    if (run > 0 && !_frame.IsProgressive)
                        throw new InvalidDataException("its pixels are damaged (there is no such code)");
                    _endOfBand = (1 << run) - 1 + _bits.Take(run);
                    return;
                }
                k += 15;
                continue;
            }
            k += run;
            if (k > _last)
                throw new InvalidDataException("its pixels are damaged (a block is too long)");
            block[JpegFrame.Natural[k]] = (short)(_bits.Signed(size) << _low);
        }
    }

    /// <summary>One more bit for the coefficients of a band (T.81, G.1.2.3).</summary>
    private void Refine(JpegHuffmanTable table, Span<short> block)
    {
        short bit = (short)(1 << _low);
        int k = _first;
        if (_endOfBand == 0)
        {
            for (; k <= _last; k++)
            {
                int code = table.Decode(_bits);
                int run = code >> 4;
                short value = 0;
                if ((code & 15) != 0)
                {
                    value = _bits.Take(1) != 0 ? bit : (short)-bit;
                }
                else if (run < 15)
                {
                    _endOfBand = (1 << run) + _bits.Take(run);
                    break;
                }
                for (; k <= _last; k++)
                {
                    ref short coefficient = ref block[JpegFrame.Natural[k]];
                    if (coefficient != 0)
                        Correct(ref coefficient, bit);
                    else if (run-- == 0)
                        break;
                }
                if (value != 0 && k <= _last)
                    block[JpegFrame.Natural[k]] = value;
            }
        }
        if (_endOfBand == 0)
            return;
        for (; k <= _last; k++)
        {
            ref short coefficient = ref block[JpegFrame.Natural[k]];
            if (coefficient != 0)
                Correct(ref coefficient, bit);
        }
        _endOfBand--;
    }

    private void Correct(ref short coefficient, short bit)
    {
        if (_bits.Take(1) != 0 && (coefficient & bit) == 0)
            coefficient += coefficient > 0 ? bit : (short)-bit;
    }

    private static int Size(int bits, int most) =>
        bits <= most ? bits : throw new InvalidDataException("its pixels are damaged (there is no such code)");
}
