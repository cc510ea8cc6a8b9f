namespace ModelOps;

/// <summary>What the lines of a chart in a terminal are made of.</summary>
public enum ChartStyle
{
    /// <summary>Braille patterns where the shell shows colours, else letters.</summary>
    Auto,
    /// <summary>Braille patterns: eight dots in a character.</summary>
    Braille,
    /// <summary>Characters of ASCII alone, a letter for each run.</summary>
    Ascii,
}
