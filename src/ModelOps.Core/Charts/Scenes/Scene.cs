namespace ModelOps.Core;

/// <summary>
/// A picture as lines, texts and areas, before any format. Lengths are pixels of a screen with 96 dots an inch; y grows
/// downwards.
/// </summary>
internal sealed class Scene
{
    /// <summary>Width.</summary>
    public required double Width { get; init; }
    /// <summary>Height.</summary>
    public required double Height { get; init; }
    /// <summary>What the picture is called.</summary>
    public required string Title { get; init; }
    /// <summary>What it shows, for those who can't see it.</summary>
    public required string Description { get; init; }
    /// <summary>What it is made of, from back to front.</summary>
    public required IReadOnlyList<SceneItem> Items { get; init; }
    /// <summary>Where the panels' plots are.</summary>
    public required IReadOnlyList<ScenePlot> Plots { get; init; }
}

/// <summary>The plot of a panel.</summary>
/// <param name="Plot">Its axes and lines.</param>
/// <param name="Area">Where it is.</param>
internal sealed record ScenePlot(PanelPlot Plot, SceneArea Area)
{
    /// <summary>Where a value is drawn.</summary>
    public ScenePoint At(ChartValue value) => new(
        Area.Left + Plot.X.Position(value.X) * Area.Width, Area.Top + (1 - Plot.Y!.Position(value.Y)) * Area.Height);

    /// <summary>Column of pixels of a horizontal value.</summary>
    public int Column(double x) => (int)(Plot.X.Position(x) * Area.Width);

    /// <summary>The points of a line that the picture can show.</summary>
    public List<ChartValue> Thinned(PlotLine line) => Downsampling.PerColumn(line.Points, Column);
}

/// <summary>A rectangle.</summary>
internal readonly record struct SceneArea(double Left, double Top, double Width, double Height)
{
    public double Right => Left + Width;
    public double Bottom => Top + Height;
}

/// <summary>A point.</summary>
internal readonly record struct ScenePoint(double X, double Y);

/// <summary>Something drawn.</summary>
/// <param name="Color">In which colour.</param>
internal abstract record SceneItem(SceneColor Color)
{
    /// <summary>The run that it belongs to; null for what isn't of one.</summary>
    public int? Run { get; init; }
}

/// <summary>A line through points, with round ends and corners.</summary>
/// <param name="Points">One or more; one gives a dot as wide as the line.</param>
/// <param name="LineWidth">Its width.</param>
/// <param name="Color">Its colour.</param>
/// <param name="Opacity">0 to 1.</param>
/// <param name="Dashes">Lengths of dashes and of gaps in turn; empty for none.</param>
internal sealed record SceneLine(
    IReadOnlyList<ScenePoint> Points, double LineWidth, SceneColor Color, double Opacity, IReadOnlyList<double> Dashes) : SceneItem(Color);

/// <summary>A filled circle.</summary>
/// <param name="Center">Its middle.</param>
/// <param name="Radius">Its radius.</param>
/// <param name="Color">Its colour.</param>
internal sealed record SceneCircle(ScenePoint Center, double Radius, SceneColor Color) : SceneItem(Color);

/// <summary>A filled rectangle.</summary>
/// <param name="Area">Where.</param>
/// <param name="Radius">Of its corners.</param>
/// <param name="Color">Its colour.</param>
internal sealed record SceneRectangle(SceneArea Area, double Radius, SceneColor Color) : SceneItem(Color);

/// <summary>A line of text.</summary>
/// <param name="At">Left end, middle or right end of its base line.</param>
/// <param name="Text">The text.</param>
/// <param name="Size">Size of the font.</param>
/// <param name="Anchor">What <paramref name="At"/> is.</param>
/// <param name="Bold">Whether it is bold.</param>
/// <param name="Color">Its colour.</param>
internal sealed record SceneText(
    ScenePoint At, string Text, double Size, SceneAnchor Anchor, bool Bold, SceneColor Color) : SceneItem(Color);

/// <summary>Which point of a text is given.</summary>
internal enum SceneAnchor
{
    Start,
    Middle,
    End,
}
