using Spectre.Console;

namespace ModelOps.Host.Output;

/// <summary>A table for people: drawn on a terminal, aligned by spaces in a pipe. A heading that begins with '>' aligns its column right.</summary>
internal sealed class TextTable(params string[] headings)
{
    private readonly List<string[]> _rows = [];

    public int Count => _rows.Count;

    public TextTable Row(params string[] cells)
    {
        if (cells.Length != headings.Length)
            throw new ArgumentException($"{cells.Length} cells for {headings.Length} columns.");
        _rows.Add(cells);
        return this;
    }

    private static bool IsRight(string heading) => heading.StartsWith('>');
    private static string Title(string heading) => heading.TrimStart('>');

    public IEnumerable<string> Lines()
    {
        var titles = headings.Select(h => Title(h).ToUpperInvariant()).ToArray();
        var widths = titles.Select((t, i) => Math.Max(t.Length, _rows.Count == 0 ? 0 : _rows.Max(r => r[i].Length))).ToArray();
        return _rows.Prepend(titles).Select(row => string.Join("  ", row.Select((cell, i) =>
            IsRight(headings[i]) ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd());
    }

    public Table ToSpectre()
    {
        var table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        foreach (var heading in headings)
        {
            var column = new TableColumn($"[bold]{Markup.Escape(Title(heading))}[/]");
            table.AddColumn(IsRight(heading) ? column.RightAligned() : column);
        }
        foreach (var row in _rows)
            table.AddRow(row.Select(c => new Text(c)).ToArray());
        return table;
    }
}
