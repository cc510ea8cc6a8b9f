namespace ModelOps.Core;

/// <summary>Lays one panel out: its name, grid, axes, and the lines of the runs.</summary>
internal sealed class PanelLayout
{
    /// <summary>The least height of a panel.</summary>
    public const double LeastHeight = 120;

    private const double NameSize = 13.5, NameHeight = 26;
    private const double LabelSize = 11.5, LabelSpace = 9;
    private const double BelowPlot = 40;
    private const double YMarkHeight = 46, XMarkWidth = 72;
    private const double LineWidth = 2, FaintWidth = 1.2, FaintOpacity = 0.32;
    private const double PointRadius = 2.8;
    /// <summary>Where points are as far apart as this, each is marked.</summary>
    private const double MarkedDistance = 14;
    private const int MissingDistance = 10;
    private static readonly double[][] DashPatterns = [[], [7, 5], [1.5, 5]];

    private readonly Chart chart;
    private readonly ScenePlot scenePlot;
    private readonly List<SceneItem> items;

    private PanelLayout(Chart chart, ScenePlot plot, List<SceneItem> items)
    {
        this.chart = chart;
        scenePlot = plot;
        this.items = items;
    }

    private PanelPlot Plot => scenePlot.Plot;
    private SceneArea Area => scenePlot.Area;

    /// <summary>Runs beyond the number of colours have their colours again, dashed.</summary>
    public static double[] Dashes(int run) => DashPatterns[run / ScenePalette.RunColors % DashPatterns.Length];

    /// <summary>Draws a panel into a cell of the picture; where its plot is.</summary>
    public static ScenePlot Draw(Chart chart, ChartPanel panel, SceneArea cell, List<SceneItem> items)
    {
        double plotHeight = cell.Height - NameHeight - BelowPlot;
        var plot = PanelPlot.Create(chart, panel,
            Math.Clamp((int)(cell.Width / XMarkWidth), 2, 12), Math.Clamp((int)(plotHeight / YMarkHeight), 2, 8));
        double labels = plot.Y?.Ticks.Max(t => StrokeFont.Width(t.Label, LabelSize)) ?? 0;
        double left = Math.Ceiling(labels + LabelSpace);
        var area = new SceneArea(
            Math.Round(cell.Left + left), Math.Round(cell.Top + NameHeight), Math.Floor(cell.Width - left), Math.Floor(plotHeight));
        var name = ChartMetrics.Words(panel.Metric);
        items.Add(new SceneText(new(cell.Left, cell.Top + NameSize), name, NameSize, SceneAnchor.Start, Bold: true, SceneColor.Text));
        var layout = new PanelLayout(chart, new(plot, area), items);
        layout.DrawGrid();
        if (plot.Y is null)
            layout.Text(new(area.Left + area.Width / 2, area.Top + area.Height / 2), ChartText.Empty(chart), SceneAnchor.Middle);
        else
            layout.DrawLines();
        return layout.scenePlot;
    }

    private void DrawGrid()
    {
        foreach (var tick in Plot.Y?.Ticks ?? [])
        {
            // In the middle of a pixel a line is sharp.
            double y = Math.Round(Area.Top + (1 - Plot.Y!.Position(tick.Value)) * Area.Height) + 0.5;
            items.Add(new SceneLine([new(Area.Left, y), new(Area.Right, y)], 1, SceneColor.Grid, 1, []));
            Text(new(Area.Left - LabelSpace, y + LabelSize * 0.35), tick.Label, SceneAnchor.End);
        }
        double bottom = Area.Bottom + 0.5;
        foreach (var tick in Plot.X.Ticks)
        {
            double x = Math.Round(Area.Left + Plot.X.Position(tick.Value) * Area.Width) + 0.5;
            items.Add(new SceneLine([new(x, bottom), new(x, bottom + 5)], 1, SceneColor.Axis, 1, []));
            Text(new(x, bottom + 19), tick.Label, SceneAnchor.Middle);
        }
        items.Add(new SceneLine([new(Area.Left, bottom), new(Area.Right, bottom)], 1, SceneColor.Axis, 1, []));
        Text(new(Area.Left + Area.Width / 2, bottom + 36), ChartText.XName(chart), SceneAnchor.Middle);
    }

    private void DrawLines()
    {
        foreach (var line in Plot.Faint)
            items.Add(new SceneLine(Points(line), FaintWidth, SceneColor.OfRun(line.Run), FaintOpacity, []) { Run = line.Run });
        // Lines that cover an area lie under the others. Among the others the first run is on top: it is the one that was asked for first.
        var lines = Plot.Lines.Reverse().Select(line => (line.Run, Points: Points(line))).ToList();
        foreach (var (run, points) in lines.OrderByDescending(line => IsDense(line.Points)))
        {
            bool dense = IsDense(points);
            var dashes = dense ? [] : Dashes(run);
            items.Add(new SceneLine(points, dense ? FaintWidth : LineWidth, SceneColor.OfRun(run), 1, dashes) { Run = run });
            if (points.Count == 1 || (points[^1].X - points[0].X) / (points.Count - 1) >= MarkedDistance)
                items.AddRange(points.Select(p => new SceneCircle(p, PointRadius, SceneColor.OfRun(run)) { Run = run }));
        }
        foreach (var missing in Plot.Missing.DistinctBy(m => (scenePlot.Column(m.X) / MissingDistance, m.Y)))
            DrawMissing(Area.Left + Plot.X.Position(missing.X) * Area.Width, (int)missing.Y);
    }

    /// <summary>Whether a line goes up and down in most columns of pixels.</summary>
    private bool IsDense(List<ScenePoint> points) => points.Count > 1.5 * Area.Width;

    /// <summary>A cross at the top edge, where a value has no place.</summary>
    private void DrawMissing(double x, int run)
    {
        const double half = 3.5;
        double y = Area.Top + half;
        foreach (int side in new[] { -1, 1 })
        {
            ScenePoint[] stroke = [new(x - half, y - side * half), new(x + half, y + side * half)];
            items.Add(new SceneLine(stroke, 1.5, SceneColor.OfRun(run), 1, []) { Run = run });
        }
    }

    private List<ScenePoint> Points(PlotLine line) => scenePlot.Thinned(line).ConvertAll(scenePlot.At);

    private void Text(ScenePoint at, string text, SceneAnchor anchor) =>
        items.Add(new SceneText(at, text, LabelSize, anchor, Bold: false, SceneColor.Muted));
}
