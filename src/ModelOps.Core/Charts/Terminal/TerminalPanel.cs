namespace ModelOps.Core;

/// <summary>Draws one panel into a stretch of rows: a title, the plot with its axes, the numbers under it.</summary>
internal sealed class TerminalPanel
{
    private const int RowsAround = 3;
    private const int ColumnsPerXMark = 12;

    private readonly Chart chart;
    private readonly PanelPlot plot;
    private readonly TerminalChartOptions options;
    private readonly CharacterGrid grid;
    private readonly int top;
    private readonly int rows;

    private TerminalPanel(Chart chart, PanelPlot plot, TerminalChartOptions options, CharacterGrid grid, int top, int height)
    {
        this.chart = chart;
        this.plot = plot;
        this.options = options;
        this.grid = grid;
        this.top = top;
        rows = EvenRows(height - RowsAround, plot);
    }

    /// <summary>Draws a panel of a chart from row <paramref name="top"/> on.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="plot">The panel of it, as planned.</param>
    /// <param name="options">Characters and colours.</param>
    /// <param name="grid">Where to.</param>
    /// <param name="top">First row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="labels">Columns for the numbers at the left.</param>
    public static void Draw(
        Chart chart, PanelPlot plot, TerminalChartOptions options, CharacterGrid grid, int top, int height, int labels) =>
        new TerminalPanel(chart, plot, options, grid, top, height).Draw(labels);

    /// <summary>The axes that fit the room.</summary>
    public static PanelPlot Plan(Chart chart, ChartPanel panel, int width, int height) => PanelPlot.Create(
        chart, panel, Math.Clamp(width / ColumnsPerXMark, 2, 10), Math.Clamp((height - RowsAround - 1) / 2, 2, 8));

    /// <summary>Columns that the numbers at the left take.</summary>
    public static int LabelWidth(PanelPlot plot) => plot.Y?.Ticks.Max(t => t.Label.Length) ?? 0;

    /// <summary>So many of the rows that the marks are the same number of rows apart, where that leaves most of them.</summary>
    private static int EvenRows(int rows, PanelPlot plot)
    {
        int intervals = plot.Y is { IsLog: false } y ? y.Ticks.Count - 1 : 1;
        int even = (rows - 1) / intervals * intervals + 1;
        return even >= 0.8 * rows ? even : rows;
    }

    private void Draw(int labels)
    {
        grid.Write(top, 0, Title(), TerminalPen.Bold);
        int left = labels + 2, columns = grid.Width - left;
        DrawAxes(left, columns);
        if (plot.Y is null)
        {
            var text = ChartText.Empty(chart);
            grid.Write(top + 1 + rows / 2, left + Math.Max(0, (columns - text.Length) / 2), text, TerminalPen.Dim);
            return;
        }
        DrawLines(plot.Y, left, columns);
    }

    private string Title()
    {
        var title = ChartMetrics.Words(plot.Panel.Metric);
        return chart.LogScale ? title + " (log)" : title;
    }

    private void DrawAxes(int left, int columns)
    {
        int bottom = top + 1 + rows;
        var (side, tick, corner, line, mark) = options.Ascii ? ('|', '+', '+', '-', '+') : ('│', '┤', '└', '─', '┬');
        for (int row = 0; row < rows; row++)
            grid.Set(top + 1 + row, left - 1, side, TerminalPen.Dim);
        foreach (var y in plot.Y?.Ticks ?? [])
        {
            int row = top + 1 + Share(1 - plot.Y!.Position(y.Value), rows);
            grid.Write(row, left - 2 - y.Label.Length, y.Label, TerminalPen.Plain);
            grid.Set(row, left - 1, tick, TerminalPen.Dim);
        }
        grid.Set(bottom, left - 1, corner, TerminalPen.Dim);
        for (int column = 0; column < columns; column++)
            grid.Set(bottom, left + column, line, TerminalPen.Dim);
        var name = ChartText.XName(chart);
        grid.Write(bottom + 1, grid.Width - name.Length, name, TerminalPen.Dim);
        foreach (var x in plot.X.Ticks)
        {
            int column = left + Share(plot.X.Position(x.Value), columns);
            grid.Set(bottom, column, mark, TerminalPen.Dim);
            int start = Math.Max(0, column - x.Label.Length / 2);
            if (start + x.Label.Length <= grid.Width && grid.IsFree(bottom + 1, start - 1, x.Label.Length + 2))
                grid.Write(bottom + 1, start, x.Label, TerminalPen.Plain);
        }
    }

    /// <summary>Layers: the faint values of each run, then the lines of each run.</summary>
    private void DrawLines(AxisScale y, int left, int columns)
    {
        int runs = chart.Runs.Count;
        var canvas = new DotCanvas(columns, rows, options.Ascii, 2 * runs);
        foreach (var line in plot.Faint)
            Trace(canvas, line.Run, line.Points, y);
        foreach (var line in plot.Lines)
            Trace(canvas, runs + line.Run, line.Points, y);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                if ((canvas.Cell(row, column, runs..) ?? FaintCell(canvas, row, column)) is { } cell)
                    DrawCell(top + 1 + row, left + column, cell.Layer, cell.Dots);
            }
        }
        foreach (var missing in plot.Missing)
        {
            grid.Set(top + 1, left + Share(plot.X.Position(missing.X), columns), '!', TerminalPen.Run((int)missing.Y));
        }
    }

    /// <summary>Without colours nothing would tell values from the smoothed line, so only that is drawn.</summary>
    private (int, byte)? FaintCell(DotCanvas canvas, int row, int column) =>
        options.Colors ? canvas.Cell(row, column, ..chart.Runs.Count) : null;

    private void DrawCell(int row, int column, int layer, byte dots)
    {
        int run = layer % chart.Runs.Count;
        var pen = layer < chart.Runs.Count ? TerminalPen.Faint(run) : TerminalPen.Run(run);
        grid.Set(row, column, options.Ascii ? TerminalPen.Mark(run) : (char)('\u2800' + dots), pen);
    }

    private void Trace(DotCanvas canvas, int layer, IReadOnlyList<ChartValue> points, AxisScale y)
    {
        (int, int)? before = null;
        foreach (var point in points)
        {
            var dot = canvas.At(plot.X.Position(point.X), 1 - y.Position(point.Y));
            canvas.Line(layer, before ?? dot, dot);
            before = dot;
        }
    }

    private static int Share(double position, int count) => (int)Math.Round(position * (count - 1));
}
