namespace ModelOps.Core;

/// <summary>Which numbers can be drawn: finite ones of a magnitude whose differences and powers of ten stay finite.</summary>
internal static class PlotNumber
{
    public const double Largest = 1e300;
    /// <summary>Sizes below this count as zero.</summary>
    public const double Smallest = 1e-280;
    /// <summary>Greatest value of a logarithmic scale; the least one is its reciprocal.</summary>
    public const double LargestLog = 1e150;

    /// <summary>Whether a value has a place on a linear scale; others (no numbers, infinities, beyond 1e300) are gaps.</summary>
    public static bool IsShown(double value) => Math.Abs(value) <= Largest;

    /// <summary>Whether a value has a place on a scale.</summary>
    public static bool IsShown(double value, bool log) => log ? value is >= 1 / LargestLog and <= LargestLog : IsShown(value);
}
