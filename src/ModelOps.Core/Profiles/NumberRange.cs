using System.Globalization;

namespace ModelOps.Core;

/// <summary>The numbers that a key takes.</summary>
internal readonly record struct NumberRange(double Minimum, bool MinimumExcluded, double Maximum, bool MaximumExcluded)
{
    public static NumberRange Above(double minimum) => new(minimum, true, double.MaxValue, false);
    public static NumberRange AtLeast(double minimum) => new(minimum, false, double.MaxValue, false);
    public static NumberRange Between(double minimum, double maximum) => new(minimum, false, maximum, false);
    /// <summary>From <paramref name="minimum"/> on, below <paramref name="maximum"/>.</summary>
    public static NumberRange Below(double minimum, double maximum) => new(minimum, false, maximum, true);
    /// <summary>Above <paramref name="minimum"/>, below <paramref name="maximum"/>.</summary>
    public static NumberRange Within(double minimum, double maximum) => new(minimum, true, maximum, true);

    public bool Contains(double value) =>
        (MinimumExcluded ? value > Minimum : value >= Minimum) && (MaximumExcluded ? value < Maximum : value <= Maximum);

    public override string ToString()
    {
        var low = string.Create(CultureInfo.InvariantCulture, $"{(MinimumExcluded ? "above" : "at least")} {Minimum}");
        return Maximum == double.MaxValue
            ? low
            : string.Create(CultureInfo.InvariantCulture, $"{low} and {(MaximumExcluded ? "below" : "at most")} {Maximum}");
    }
}
