namespace ModelOps;

/// <summary>What a chart can be written to.</summary>
public enum ChartFormat
{
    /// <summary>Vector graphics.</summary>
    Svg,
}
