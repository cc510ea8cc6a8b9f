using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests;

/// <summary>What is done to values before they are drawn.</summary>
public sealed class SeriesTests
{
    private static readonly Gen<ChartValue[]> Values =
        from count in Gen.Choose(1, 200)
        from values in Gen.Frequency((9, ChartCases.Number), (1, Gen.Constant(double.NaN))).ArrayOf(count)
        select values.Select((y, x) => new ChartValue(x, y)).ToArray();

    [Fact]
    public void Average_stays_within_the_values_so_far() => Property.Holds(
        from values in Values from weight in Gen.Choose(0, 9999) select (values, weight / 10000.0), c =>
    {
        var average = Smoothing.Average(c.values, c.Item2);
        Assert.Equal(c.values.Select(v => v.X), average.Select(v => v.X));
        double least = double.PositiveInfinity, greatest = double.NegativeInfinity;
        foreach (var (value, mean) in c.values.Zip(average))
        {
            Assert.Equal(double.IsNaN(value.Y), double.IsNaN(mean.Y));
            if (double.IsNaN(value.Y))
                continue;
            (least, greatest) = (Math.Min(least, value.Y), Math.Max(greatest, value.Y));
            Assert.InRange(mean.Y, least, greatest);
        }
    });

    /// <summary>Worked out by hand with w = 0.5: (1·0.5) / 0.5; (1·0.25 + 2·0.5) / 0.75; (1·0.125 + 2·0.25 + 4·0.5) / 0.875.</summary>
    [Fact]
    public void Average_is_corrected_at_its_beginning()
    {
        var average = Smoothing.Average([new(0, 1), new(1, 2), new(2, 4)], 0.5);
        Assert.Equal([1, 1.25 / 0.75, 2.625 / 0.875], average.Select(v => Math.Round(v.Y, 12)), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal([1.0, 2, 4], Smoothing.Average([new(0, 1), new(1, 2), new(2, 4)], 0).Select(v => v.Y));
    }

    [Fact]
    public void Thinning_keeps_the_first_last_least_and_greatest_of_every_column() => Property.Holds(
        from values in ChartCases.Number.ArrayOf(500) from width in Gen.Choose(1, 60) select (values, width), c =>
    {
        var points = c.values.Select((y, x) => new ChartValue(x, y)).ToList();
        int Column(double x) => (int)(x / points.Count * c.width);
        var kept = Downsampling.PerColumn(points, Column);
        Assert.InRange(kept.Count, 1, 4 * c.width);
        Assert.Equal(kept.OrderBy(p => p.X), kept);
        Assert.Equal(kept.Distinct(), kept);
        foreach (var column in points.GroupBy(p => Column(p.X)))
        {
            var left = kept.Where(p => Column(p.X) == column.Key).ToList();
            Assert.Equal(column.First(), left[0]);
            Assert.Equal(column.Last(), left[^1]);
            Assert.Equal(column.Min(p => p.Y), left.Min(p => p.Y));
            Assert.Equal(column.Max(p => p.Y), left.Max(p => p.Y));
        }
    });

    [Fact]
    public void Lines_are_cut_where_values_have_no_place()
    {
        var chart = ChartCases.Of([1, 2, double.NaN, 3, double.PositiveInfinity, -1]);
        var plot = PanelPlot.Create(chart, chart.Panels[0], 5, 5);
        Assert.Equal([2, 1, 1], plot.Lines.Select(l => l.Points.Count));
        Assert.Equal([2.0, 4], plot.Missing.Select(m => m.X));

        plot = PanelPlot.Create(chart with { LogScale = true }, chart.Panels[0], 5, 5);
        Assert.Equal([2, 1], plot.Lines.Select(l => l.Points.Count));
        Assert.Equal([2.0, 4, 5], plot.Missing.Select(m => m.X));
    }
}
