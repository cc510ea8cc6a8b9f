namespace ModelOps.Core;

/// <summary>Draws charts with characters.</summary>
public static class TerminalChart
{
    private const int UsualPanelHeight = 18;

    /// <summary>
    /// The lines of the picture: the panels under each other, the legend below. InvalidInput "ChartSizeInvalid" for a size that
    /// can't be drawn.
    /// </summary>
    public static IReadOnlyList<string> Draw(Chart chart, TerminalChartOptions options)
    {
        var legend = Legend(chart, options);
        int height = Height(chart, options, legend.Height);
        int panelHeight = (height - legend.Height) / chart.Panels.Count;
        var plots = chart.Panels.Select(p => TerminalPanel.Plan(chart, p, options.Width, panelHeight)).ToList();
        int labels = plots.Max(TerminalPanel.LabelWidth);
        var grid = new CharacterGrid(options.Width, panelHeight * plots.Count);
        for (int i = 0; i < plots.Count; i++)
            TerminalPanel.Draw(chart, plots[i], options, grid, i * panelHeight, panelHeight, labels);
        return [.. grid.Lines(options.Colors), .. legend.Lines(options.Colors)];
    }

    /// <summary>
    /// The options with a height that a screen has room for, as a picture that is drawn over again and again must not scroll: the
    /// height asked for, or the whole screen. The lowest chart there is may still be higher.
    /// </summary>
    public static TerminalChartOptions ForScreen(Chart chart, TerminalChartOptions options, int lines)
    {
        int least = TerminalChartOptions.LeastPanelHeight * chart.Panels.Count + Legend(chart, options).Height;
        return options with { Height = Math.Max(least, Math.Min(options.Height ?? lines, lines)) };
    }

    /// <summary>The options with the usual height, or the screen's where that is less; a height that was asked for stays.</summary>
    public static TerminalChartOptions Within(Chart chart, TerminalChartOptions options, int lines)
    {
        int usual = UsualPanelHeight * chart.Panels.Count + Legend(chart, options).Height;
        return options.Height is null && lines < usual ? ForScreen(chart, options, lines) : options;
    }

    private static int Height(Chart chart, TerminalChartOptions options, int legend)
    {
        int least = TerminalChartOptions.LeastPanelHeight * chart.Panels.Count + legend;
        int height = options.Height ?? UsualPanelHeight * chart.Panels.Count + legend;
        if (options.Width is < TerminalChartOptions.LeastWidth or > TerminalChartOptions.GreatestWidth ||
            height < least || height > Math.Max(least, TerminalChartOptions.GreatestHeight))
        {
            throw Error.Of(ErrorKind.InvalidInput, "ChartSizeInvalid", options.Width, height, TerminalChartOptions.LeastWidth,
                TerminalChartOptions.GreatestWidth, least, Math.Max(least, TerminalChartOptions.GreatestHeight),
                ChartText.Contents(chart));
        }
        return height;
    }

    /// <summary>
    /// The runs with their marks, as many in a row as there is room for, and the newest value where there is one panel.
    /// </summary>
    private static CharacterGrid Legend(Chart chart, TerminalChartOptions options)
    {
        var ellipsis = options.Ascii ? "..." : "…";
        var items = chart.Runs.Select((_, i) => (Run: i, Text: Cut(ChartText.Legend(chart, i), options.Width - 4, ellipsis))).ToList();
        int column = 0, row = 0;
        var places = new List<(int Row, int Column)>();
        foreach (var item in items)
        {
            int length = item.Text.Length + 6;
            if (column > 0 && column + length - 3 > options.Width)
                (row, column) = (row + 1, 0);
            places.Add((row, column));
            column += length;
        }
        var grid = new CharacterGrid(options.Width, items.Count == 0 ? 0 : row + 1);
        foreach (var (item, place) in items.Zip(places))
        {
            var mark = options.Ascii ? TerminalPen.Mark(item.Run) : '━';
            grid.Write(place.Row, place.Column, new string(mark, 2), TerminalPen.Run(item.Run));
            grid.Write(place.Row, place.Column + 3, item.Text, TerminalPen.Plain);
        }
        return grid;
    }

    private static string Cut(string text, int width, string ellipsis) =>
        text.Length <= width ? text : text[..(width - ellipsis.Length)] + ellipsis;
}
