namespace ModelOps.Core;

/// <summary>
/// The exponential moving average s ← w·s + (1 − w)·y, divided by 1 − wⁿ so that the first values are not drawn to zero (the bias
/// correction of Kingma and Ba 2015, section 3). With it s is a weighted mean of the values so far, and never outside their range.
/// </summary>
internal static class Smoothing
{
    /// <summary>
    /// The average after each value, with the weight of the past in [0, 1). A gap stays a gap and counts for nothing.
    /// </summary>
    public static IReadOnlyList<ChartValue> Average(IReadOnlyList<ChartValue> values, double weight)
    {
        var result = new ChartValue[values.Count];
        double mean = 0, weights = 0;
        for (int i = 0; i < result.Length; i++)
        {
            if (!PlotNumber.IsShown(values[i].Y))
            {
                result[i] = values[i];
                continue;
            }
            weights = weight * weights + (1 - weight);
            // As a step towards the new value: the same average, which rounding can't take beyond it.
            double step = (values[i].Y - mean) * ((1 - weight) / weights);
            mean = Math.Clamp(mean + step, Math.Min(mean, values[i].Y), Math.Max(mean, values[i].Y));
            result[i] = new(values[i].X, mean);
        }
        return result;
    }
}
