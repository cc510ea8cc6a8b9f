namespace ModelOps.Core;

/// <summary>Undoes a PNG's filters and interlacing, row by row, and widens its samples to 8 bits.</summary>
internal sealed class PngPixels
{
    /// <summary>The passes of Adam7: first column and row, distance of columns and rows.</summary>
    private static readonly (int X, int Y, int StepX, int StepY)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private readonly PngHeader _header;
    private readonly byte[]? _palette;
    private readonly Stream _rows;
    private readonly int _channels;
    private readonly byte[] _pixels;

    public PngPixels(PngHeader header, byte[]? palette, Stream rows)
    {
        (_header, _palette, _rows) = (header, palette, rows);
        _channels = header.IsGrey ? 1 : 3;
        _pixels = new byte[header.Width * header.Height * _channels];
    }

    public Raster Read()
    {
        if (!_header.Interlaced)
            ReadPass(0, 0, 1, 1);
        else
            Array.ForEach(Adam7, p => ReadPass(p.X, p.Y, p.StepX, p.StepY));
        return new Raster(_header.Width, _header.Height, _channels, _pixels);
    }

    private void ReadPass(int x, int y, int stepX, int stepY)
    {
        int width = (_header.Width - x + stepX - 1) / stepX;
        int height = (_header.Height - y + stepY - 1) / stepY;
        if (width <= 0 || height <= 0)
            return;
        int bits = _header.Depth * _header.Samples;
        var row = new byte[1 + (width * bits + 7) / 8];
        var above = new byte[row.Length];
        for (int i = 0; i < height; i++)
        {
            if (_rows.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) < row.Length)
                throw new InvalidDataException("its pixels are cut short");
            PngFilter.Undo(row, above, Math.Max(1, bits / 8));
            int to = ((y + i * stepY) * _header.Width + x) * _channels;
            Unpack(row.AsSpan(1), width, to, stepX * _channels);
            (row, above) = (above, row);
        }
    }

    private void Unpack(ReadOnlySpan<byte> row, int width, int to, int step)
    {
        // Of samples of 16 bits the first byte, the higher one.
        int bytes = _header.Depth / 8;
        int pixel = bytes * _header.Samples;
        for (int i = 0; i < width; i++, to += step)
        {
            if (_header.ColourType == PngHeader.Indexed)
                WriteColour(Packed(row, i), to);
            else if (bytes == 0)
                _pixels[to] = (byte)(Packed(row, i) * (255 / ((1 << _header.Depth) - 1)));
            else
                for (int c = 0; c < _channels; c++)
                    _pixels[to + c] = row[i * pixel + c * bytes];
        }
    }

    private int Packed(ReadOnlySpan<byte> row, int index)
    {
        if (_header.Depth == 8)
            return row[index];
        int bit = index * _header.Depth;
        return (row[bit >> 3] >> (8 - _header.Depth - (bit & 7))) & ((1 << _header.Depth) - 1);
    }

    private void WriteColour(int index, int to)
    {
        if (index * 3 + 3 > _palette!.Length)
            throw new InvalidDataException($"it has a colour {index}, but a palette of {_palette.Length / 3}");
        _palette.AsSpan(index * 3, 3).CopyTo(_pixels.AsSpan(to));
    }
}
