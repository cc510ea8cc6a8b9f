namespace ModelOps.Core;

/// <summary>How a chart is drawn with characters.</summary>
public sealed record TerminalChartOptions
{
    /// <summary>Limits of <see cref="Width"/>.</summary>
    public const int LeastWidth = 40, GreatestWidth = 500;
    /// <summary>Least lines of a panel; a chart has at most <see cref="GreatestHeight"/> lines.</summary>
    public const int LeastPanelHeight = 6, GreatestHeight = 300;

    /// <summary>Columns.</summary>
    public int Width { get; init; } = 80;
    /// <summary>Lines, all panels and the legend together; null for 18 lines a panel.</summary>
    public int? Height { get; init; }
    /// <summary>Whether colours tell runs apart (ANSI escape sequences, 256 colours).</summary>
    public bool Colors { get; init; }
    /// <summary>
    /// Whether only characters of ASCII are used, a letter for each run; else lines are drawn with Braille patterns.
    /// </summary>
    public bool Ascii { get; init; }
}
