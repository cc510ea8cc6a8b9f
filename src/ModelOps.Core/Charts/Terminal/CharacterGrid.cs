using System.Text;

namespace ModelOps.Core;

/// <summary>Characters in rows and columns, each with its colour.</summary>
internal sealed class CharacterGrid(int width, int height)
{
    private readonly (char Character, TerminalPen Pen)[,] cells = new (char, TerminalPen)[height, width];

    public int Width => width;
    public int Height => height;

    public void Set(int row, int column, char character, TerminalPen pen)
    {
        if (row >= 0 && row < height && column >= 0 && column < width)
            cells[row, column] = (character, pen);
    }

    /// <summary>Writes a text; what goes beyond the grid is cut off.</summary>
    public void Write(int row, int column, string text, TerminalPen pen)
    {
        foreach (char c in text)
            Set(row, column++, c, pen);
    }

    /// <summary>Whether nothing was written to a stretch of a row.</summary>
    public bool IsFree(int row, int column, int length)
    {
        for (int i = Math.Max(0, column); i < Math.Min(width, column + length); i++)
        {
            if (cells[row, i].Character != 0)
                return false;
        }
        return true;
    }

    /// <summary>The rows as texts without trailing spaces; colours as escape sequences where wanted.</summary>
    public IReadOnlyList<string> Lines(bool colors) => [.. Enumerable.Range(0, height).Select(row => Line(row, colors))];

    private string Line(int row, bool colors)
    {
        int end = width;
        while (end > 0 && cells[row, end - 1].Character is (char)0 or ' ')
            end--;
        var line = new StringBuilder();
        var pen = TerminalPen.Plain;
        for (int i = 0; i < end; i++)
        {
            var (character, next) = cells[row, i];
            if (character == 0)
                (character, next) = (' ', pen);
            if (colors && next != pen && character != ' ')
                Switch(line, ref pen, next);
            line.Append(character == 0 ? ' ' : character);
        }
        if (colors)
            Switch(line, ref pen, TerminalPen.Plain);
        return line.ToString();
    }

    private static void Switch(StringBuilder line, ref TerminalPen pen, TerminalPen next)
    {
        if (pen == next)
            return;
        line.Append("\e[0").Append(next == TerminalPen.Plain ? "" : ";").Append(next.Parameters).Append('m');
        pen = next;
    }
}
