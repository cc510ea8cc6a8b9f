namespace ModelOps;

/// <summary>What a chart can be written to.</summary>
public enum ChartFormat
{
    /// <summary>Vector graphics.</summary>
    Svg,
    /// <summary>A bitmap.</summary>
    Png,
    /// <summary>One page that needs nothing else: values under the pointer, runs to switch on and off, light and dark.</summary>
    Html,
}
