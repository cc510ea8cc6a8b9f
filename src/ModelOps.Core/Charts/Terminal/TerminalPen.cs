namespace ModelOps.Core;

/// <summary>A colour of a terminal: an SGR sequence's parameters; empty for the terminal's own.</summary>
internal readonly record struct TerminalPen(string Parameters)
{
    // Okabe and Ito's colours, nearest in the palette of 256 that are read well on dark and on light ground.
    private static readonly int[] Runs = [74, 172, 36, 175, 166, 63, 178, 245];
    private const string Marks = "*ox#@%&$";

    public static readonly TerminalPen Plain = new("");
    public static readonly TerminalPen Bold = new("1");
    public static readonly TerminalPen Dim = new("38;5;244");

    public static TerminalPen Run(int run) => new($"38;5;{Runs[run % Runs.Length]}");

    /// <summary>The values under a smoothed line.</summary>
    public static TerminalPen Faint(int run) => new($"2;38;5;{Runs[run % Runs.Length]}");

    /// <summary>The letter of a run where there are no colours.</summary>
    public static char Mark(int run) => Marks[run % Marks.Length];
}
