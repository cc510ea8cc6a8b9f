using Spectre.Console;

namespace ModelOps.Host.Output;

/// <summary>
/// A table for people: drawn on a terminal, aligned by spaces in a pipe. A heading that begins with '>' aligns its column right; one
/// that begins with '?' may be left out where the terminal is too narrow, the last such first.
/// </summary>
internal sealed class TextTable(params string[] headings)
{
    private const int Gap = 2;
    private readonly Column[] _columns = headings.Select(h => new Column(h.TrimStart('?', '>'), h.Contains('>'), h.StartsWith('?')))
        .ToArray();
    private readonly List<string[]> _rows = [];

    private sealed record Column(string Title, bool Right, bool Optional);

    public int Count => _rows.Count;

    public TextTable Row(params string[] cells)
    {
        if (cells.Length != _columns.Length)
            throw new ArgumentException($"{cells.Length} cells for {_columns.Length} columns.");
        _rows.Add(cells);
        return this;
    }

    public IEnumerable<string> Lines()
    {
        var widths = Widths();
        return _rows.Prepend(_columns.Select(c => c.Title.ToUpperInvariant()).ToArray()).Select(row => string.Join(new string(' ', Gap),
            row.Select((cell, i) => _columns[i].Right ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd());
    }

    /// <param name="width">Characters that the terminal has in a line.</param>
    public Table ToSpectre(int width)
    {
        var shown = Fitting(width);
        var table = new Table().Border(TableBorder.None).Collapse();
        foreach (int i in shown)
        {
            var column = new TableColumn($"[grey]{Markup.Escape(_columns[i].Title)}[/]").Padding(0, 0, i == shown[^1] ? 0 : Gap, 0);
            table.AddColumn(_columns[i].Right ? column.RightAligned() : column);
        }
        foreach (var row in _rows)
            table.AddRow(shown.Select(i => new Text(row[i])).ToArray());
        return table;
    }

    private int[] Widths() => _columns.Select((c, i) => _rows.Select(r => r[i].Length).Append(c.Title.Length).Max()).ToArray();

    private List<int> Fitting(int width)
    {
        var widths = Widths();
        var shown = Enumerable.Range(0, _columns.Length).ToList();
        while (shown.Sum(i => widths[i] + Gap) - Gap > width && shown.FindLastIndex(i => _columns[i].Optional) is >= 0 and var last)
            shown.RemoveAt(last);
        return shown;
    }
}
