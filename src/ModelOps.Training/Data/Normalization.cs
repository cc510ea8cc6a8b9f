using ModelOps.Core;

namespace ModelOps.Training;

/// <summary>
/// What is subtracted from the inputs and what they are divided by: one value a column for tables, one for images, none at all.
/// </summary>
/// <param name="Mean">Means; empty for none.</param>
/// <param name="Deviation">Standard deviations (of the population); 1 where a column has but one value.</param>
public sealed record Normalization(float[] Mean, float[] Deviation)
{
    /// <summary>Inputs as they are.</summary>
    public static Normalization None { get; } = new([], []);

    /// <summary>
    /// Measures the samples of <paramref name="part"/>: each column where the network sees a sample as one row of columns
    /// (<paramref name="shape"/> has one dimension), all values together otherwise. Sums are kept in double precision.
    /// </summary>
    public static Normalization Measure(DatasetContent content, IReadOnlyList<int> shape, long[] part)
    {
        using var rows = FeatureRows.Of(content);
        return Measure(rows, shape, part);
    }

    /// <summary>As <see cref="Measure(DatasetContent, IReadOnlyList{int}, long[])"/>, of features wherever they are.</summary>
    public static Normalization Measure(FeatureRows rows, IReadOnlyList<int> shape, long[] part)
    {
        int width = rows.Width;
        int columns = shape.Count == 1 ? width : 1;
        var sums = new double[columns];
        var values = new float[width];
        foreach (long row in part)
        {
            rows.Read(row, values);
            Add(values, sums);
        }
        double count = (double)part.Length * width / columns;
        var mean = sums.Select(s => s / count).ToArray();

        Array.Clear(sums);
        foreach (long row in part)
        {
            rows.Read(row, values);
            AddSquares(values, mean, sums);
        }
        var deviation = sums.Select(s => (float)Math.Sqrt(s / count)).Select(d => d > 0 ? d : 1f).ToArray();
        return new Normalization([.. mean.Select(m => (float)m)], deviation);
    }

    /// <summary>Normalises a sample in place, to the same numbers as the device gives.</summary>
    public void Apply(Span<float> sample)
    {
        if (Mean.Length == 1)
        {
            for (int i = 0; i < sample.Length; i++)
                sample[i] = (sample[i] - Mean[0]) / Deviation[0];
            return;
        }
        for (int i = 0; i < Mean.Length; i++)
            sample[i] = (sample[i] - Mean[i]) / Deviation[i];
    }

    private static void Add(ReadOnlySpan<float> row, double[] sums)
    {
        if (sums.Length > 1)
        {
            for (int i = 0; i < row.Length; i++)
                sums[i] += row[i];
            return;
        }
        double sum = 0;
        foreach (float value in row)
            sum += value;
        sums[0] += sum;
    }

    private static void AddSquares(ReadOnlySpan<float> row, double[] mean, double[] sums)
    {
        if (sums.Length > 1)
        {
            for (int i = 0; i < row.Length; i++)
                sums[i] += (row[i] - mean[i]) * (row[i] - mean[i]);
            return;
        }
        double sum = 0;
        foreach (float value in row)
            sum += (value - mean[0]) * (value - mean[0]);
        sums[0] += sum;
    }
}
