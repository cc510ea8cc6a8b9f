namespace ModelOps.Core;

/// <summary>Lays a chart out as a scene: title, legend, and the panels in one or two columns.</summary>
internal sealed class ChartLayout
{
    private const double Margin = 24;
    private const double TitleSize = 18, MannerSize = 12.5, LegendSize = 12.5;
    private const double LegendRow = 22, SwatchWidth = 20, LegendSpace = 24;
    /// <summary>Room for a font of the reader's that is wider than the one measured here.</summary>
    private const double OtherFonts = 1.08;
    private const double PanelSpace = 28;
    private const double OnePanelHeight = 400, PanelHeight = 300;
    /// <summary>From this width on, several panels have two columns.</summary>
    private const double TwoColumns = 720;

    private readonly Chart chart;
    private readonly ChartLayoutOptions options;
    private readonly List<SceneItem> items = [];
    private double top = Margin;

    private ChartLayout(Chart chart, ChartLayoutOptions options)
    {
        this.chart = chart;
        this.options = options;
    }

    /// <summary>The scene. Panels have a least height: a picture that is asked to be lower is higher.</summary>
    public static Scene Create(Chart chart, ChartLayoutOptions options) => new ChartLayout(chart, options).Create();

    /// <summary>The lowest picture in which the panels of a chart can be read.</summary>
    public static double LeastHeight(Chart chart, double width)
    {
        var layout = new ChartLayout(chart, new(width, null));
        layout.DrawHeading();
        return layout.top + layout.Rows * (PanelLayout.LeastHeight + PanelSpace) - PanelSpace + Margin;
    }

    private int Columns => chart.Panels.Count > 1 && options.Width >= TwoColumns ? 2 : 1;

    private int Rows => (chart.Panels.Count + Columns - 1) / Columns;

    private Scene Create()
    {
        if (options.Heading)
            DrawHeading();
        else
            top = Margin / 2;
        double usual = top + Rows * ((chart.Panels.Count == 1 ? OnePanelHeight : PanelHeight) + PanelSpace) - PanelSpace + Margin;
        double height = options.Height ?? usual;
        items.Insert(0, new SceneRectangle(new(0, 0, options.Width, height), 0, SceneColor.Background));
        return new()
        {
            Width = options.Width,
            Height = height,
            Title = chart.Title,
            Description = ChartText.Description(chart),
            Plots = DrawPanels(height),
            Items = items,
        };
    }

    private void DrawHeading()
    {
        double width = options.Width - 2 * Margin;
        items.Add(new SceneText(new(Margin, top + TitleSize), StrokeFont.Fit(chart.Title, width, TitleSize, bold: true),
            TitleSize, SceneAnchor.Start, Bold: true, SceneColor.Text));
        top += TitleSize + 8;
        if (ChartText.Manner(chart) is { Length: > 0 } manner)
        {
            var at = new ScenePoint(Margin, top + MannerSize + 2);
            items.Add(new SceneText(at, manner, MannerSize, SceneAnchor.Start, Bold: false, SceneColor.Muted));
            top += MannerSize + 8;
        }
        top += 4;
        DrawLegend(width);
        top += 10;
    }

    /// <summary>In one row where that is enough, else in columns.</summary>
    private void DrawLegend(double width)
    {
        double room = width - SwatchWidth - 8;
        var labels = chart.Runs.Select((_, run) => StrokeFont.Fit(ChartText.Legend(chart, run), room, LegendSize)).ToList();
        var widths = labels.ConvertAll(label =>
            SwatchWidth + 8 + StrokeFont.Width(label, LegendSize) * OtherFonts + LegendSpace);
        if (widths.Sum() - LegendSpace > width)
        {
            int columns = Math.Max(1, (int)((width + LegendSpace) / widths.Max()));
            widths = widths.ConvertAll(_ => (width + LegendSpace) / columns);
        }
        double x = 0;
        for (int run = 0; run < labels.Count; run++)
        {
            if (x > 0 && x + widths[run] > width + LegendSpace + 0.5)
                (x, top) = (0, top + LegendRow);
            DrawLegendItem(run, labels[run], new(Margin + x, top + LegendRow / 2));
            x += widths[run];
        }
        top += LegendRow;
    }

    private void DrawLegendItem(int run, string label, ScenePoint at)
    {
        ScenePoint[] swatch = [new(at.X + 2, at.Y), new(at.X + SwatchWidth - 2, at.Y)];
        items.Add(new SceneLine(swatch, 3, SceneColor.OfRun(run), 1, PanelLayout.Dashes(run)) { Run = run });
        var text = new ScenePoint(at.X + SwatchWidth + 8, at.Y + LegendSize * 0.36);
        items.Add(new SceneText(text, label, LegendSize, SceneAnchor.Start, Bold: false, SceneColor.Text) { Run = run });
    }

    private List<ScenePlot> DrawPanels(double height)
    {
        double cellWidth = (options.Width - 2 * Margin - (Columns - 1) * PanelSpace) / Columns;
        double cellHeight = (height - top - Margin - (Rows - 1) * PanelSpace) / Rows;
        var plots = new List<ScenePlot>();
        for (int i = 0; i < chart.Panels.Count; i++)
        {
            var cell = new SceneArea(
                Margin + i % Columns * (cellWidth + PanelSpace), top + i / Columns * (cellHeight + PanelSpace), cellWidth, cellHeight);
            plots.Add(PanelLayout.Draw(chart, chart.Panels[i], cell, items));
        }
        return plots;
    }
}
