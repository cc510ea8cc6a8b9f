namespace ModelOps.Core;

/// <summary>
/// Lines as dots, some in each cell of a terminal: 2 × 4 of a Braille pattern (Unicode 2800 to 28FF), or 1 × 1 in ASCII. Each
/// cell keeps the dots of every
/// layer; the layer with the most dots gives the cell its colour.
/// </summary>
internal sealed class DotCanvas(int columns, int rows, bool ascii, int layers)
{
    private static readonly byte[,] Braille = { { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 } };

    private readonly byte[,,] dots = new byte[layers, rows, columns];

    /// <summary>
    /// The dot at a place, from 0 to 1 each: from the middle of the first cell to the middle of the last, as the marks of axes
    /// are.
    /// </summary>
    public (int X, int Y) At(double x, double y) => ascii
        ? ((int)Math.Round(x * (columns - 1)), (int)Math.Round(y * (rows - 1)))
        : ((int)Math.Round(x * 2 * (columns - 1) + 0.5), (int)Math.Round(y * 4 * (rows - 1) + 1.5));

    /// <summary>Draws a line between two dots (Bresenham 1965).</summary>
    public void Line(int layer, (int X, int Y) from, (int X, int Y) to)
    {
        int width = Math.Abs(to.X - from.X), height = -Math.Abs(to.Y - from.Y);
        int error = width + height;
        var (x, y) = from;
        while (true)
        {
            Dot(layer, x, y);
            if ((x, y) == to)
                return;
            int twice = 2 * error;
            if (twice >= height)
            {
                error += height;
                x += Math.Sign(to.X - from.X);
            }
            if (twice <= width)
            {
                error += width;
                y += Math.Sign(to.Y - from.Y);
            }
        }
    }

    public void Dot(int layer, int x, int y)
    {
        if (ascii)
            dots[layer, y, x] = 1;
        else
            dots[layer, y / 4, x / 2] |= Braille[y % 4, x % 2];
    }

    /// <summary>The cell's layer with the most dots among some, and the dots of all of these; null where there are none.</summary>
    public (int Layer, byte Dots)? Cell(int row, int column, Range among)
    {
        var (first, count) = among.GetOffsetAndLength(layers);
        int best = -1, most = 0;
        byte all = 0;
        for (int layer = first; layer < first + count; layer++)
        {
            byte cell = dots[layer, row, column];
            all |= cell;
            if (byte.PopCount(cell) > most)
                (best, most) = (layer, byte.PopCount(cell));
        }
        return best < 0 ? null : (best, all);
    }
}
