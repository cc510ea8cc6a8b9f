using System.Text;

namespace ModelOps.Core;

/// <summary>A picture made of letters. Places are in columns from the left and rows from the top; what lies outside is left out.</summary>
internal sealed class AsciiCanvas
{
    private readonly char[][] rows;

    public AsciiCanvas(int width, int height) => rows = [.. Enumerable.Range(0, height).Select(_ => new string(' ', width).ToCharArray())];

    public int Width => rows[0].Length;
    public int Height => rows.Length;

    public void Set(double column, double row, char letter)
    {
        int x = (int)Math.Round(column), y = (int)Math.Round(row);
        if (y >= 0 && y < Height && x >= 0 && x < Width)
            rows[y][x] = letter;
    }

    public void Write(double column, double row, string text)
    {
        for (int i = 0; i < text.Length; i++)
            Set(Math.Round(column) + i, row, text[i]);
    }

    /// <summary>A line of the letter that runs most as it does: one a row where it is steep, one a column where it is not.</summary>
    public void Line(double fromColumn, double fromRow, double toColumn, double toRow)
    {
        (fromColumn, fromRow) = (Math.Round(fromColumn), Math.Round(fromRow));
        double across = Math.Round(toColumn) - fromColumn, down = Math.Round(toRow) - fromRow;
        // A letter is twice as high as it is wide.
        char letter = Math.Abs(across) < Math.Abs(down) * 0.5 ? '|'
            : Math.Abs(down) * 2 < Math.Abs(across) * 0.5 ? '-'
            : across * down > 0 ? '\\' : '/';
        int steps = (int)Math.Max(Math.Abs(across), Math.Abs(down));
        for (int i = 0; i <= steps; i++)
        {
            double share = (double)i / Math.Max(1, steps);
            Set(fromColumn + across * share, fromRow + down * share, letter);
        }
    }

    /// <summary>All rows, of the same length each.</summary>
    public override string ToString() => new StringBuilder().AppendJoin('\n', rows.Select(r => new string(r))).ToString();
}
