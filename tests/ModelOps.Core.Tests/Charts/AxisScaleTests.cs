using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests;

/// <summary>Axes: marks at round numbers that take the values in.</summary>
public sealed class AxisScaleTests
{
    private static readonly Gen<(double Low, double High, int Intervals)> Ranges =
        from a in ChartCases.Number
        from b in Gen.OneOf(ChartCases.Number, Gen.Constant(a), Gen.Choose(1, 100).Select(i => a * (1 + i * 1e-6)))
        from intervals in Gen.Choose(2, 12)
        select (Math.Min(a, b), Math.Max(a, b), intervals);

    [Fact]
    public void Marks_cover_the_range_at_equal_round_distances() => Property.Holds(Ranges, range =>
    {
        foreach (var unit in new[] { AxisUnit.Number, AxisUnit.Share })
        {
            var axis = AxisScale.Covering(range.Low, range.High, log: false, range.Intervals, unit);
            AssertCovers(axis, range.Low, range.High, range.Intervals);
            double step = axis.Ticks[1].Value - axis.Ticks[0].Value;
            double rounding = Math.Abs(axis.High - axis.Low) * 1e-9 + Math.Abs(axis.High) * 1e-15;
            for (int i = 1; i < axis.Ticks.Count; i++)
                Assert.Equal(step, axis.Ticks[i].Value - axis.Ticks[i - 1].Value, rounding);
            AssertRound(step, [1, 2, 2.5, 5]);
        }
    }, count: 400);

    [Fact]
    public void Marks_of_a_logarithmic_axis_cover_the_range() => Property.Holds(
        Ranges.Where(r => PlotNumber.IsShown(r.Low, log: true) && PlotNumber.IsShown(r.High, log: true)), range =>
    {
        var axis = AxisScale.Covering(range.Low, range.High, log: true, range.Intervals, AxisUnit.Number);
        AssertCovers(axis, range.Low, range.High, range.Intervals);
        Assert.True(axis.Low > 0);
        if (axis.High / axis.Low > 10)
            Assert.All(axis.Ticks, tick => AssertRound(tick.Value, [1, 2, 3, 5]));
    }, count: 400);

    [Fact]
    public void Marks_of_a_horizontal_axis_lie_inside_it() => Property.Holds(
        Ranges.Where(r => Math.Abs(r.Low) < 1e12 && Math.Abs(r.High) < 1e12), range =>
    {
        foreach (var unit in new[] { AxisUnit.Number, AxisUnit.Seconds })
        {
            double low = Math.Floor(Math.Abs(range.Low)), high = low + Math.Floor(Math.Abs(range.High));
            var axis = AxisScale.Between(low, high, range.Intervals, unit);
            Assert.True(axis.Low <= low && axis.High >= high && axis.Low < axis.High);
            Assert.All(axis.Ticks, tick => Assert.InRange(tick.Value, axis.Low, axis.High));
            Assert.InRange(axis.Ticks.Count, 1, range.Intervals + 1);
            Assert.Equal(axis.Ticks.Count, axis.Ticks.Select(t => t.Label).Distinct().Count());
            if (unit == AxisUnit.Number)
                Assert.All(axis.Ticks, tick => Assert.Equal(Math.Round(tick.Value), tick.Value));
        }
    }, count: 400);

    [Theory]
    [InlineData(0.02, 2.4, 5, nameof(AxisUnit.Number), "0 0.5 1.0 1.5 2.0 2.5")]
    [InlineData(0.081, 0.998, 5, nameof(AxisUnit.Share), "0 %|20 %|40 %|60 %|80 %|100 %")]
    [InlineData(0.97, 0.998, 4, nameof(AxisUnit.Share), "97 %|98 %|99 %|100 %")]
    [InlineData(1, 1, 4, nameof(AxisUnit.Share), "90.0 %|92.5 %|95.0 %|97.5 %|100.0 %")]
    [InlineData(0, 0, 4, nameof(AxisUnit.Number), "0.00 0.25 0.50 0.75 1.00")]
    [InlineData(12000, 47000, 4, nameof(AxisUnit.Number), "10k 20k 30k 40k 50k")]
    [InlineData(-3e-6, 3e-6, 4, nameof(AxisUnit.Number), "-4e-6 -2e-6 0 2e-6 4e-6")]
    [InlineData(300e6, 900e6, 4, nameof(AxisUnit.Bytes), "200 MB|400 MB|600 MB|800 MB|1000 MB")]
    public void Numbers_are_written_short_and_alike(double low, double high, int intervals, string unit, string labels)
    {
        var axis = AxisScale.Covering(low, high, log: false, intervals, Enum.Parse<AxisUnit>(unit));
        var expected = labels.Contains('|') ? labels.Split('|') : labels.Replace("0.00 ", "0 ", StringComparison.Ordinal).Split(' ');
        Assert.Equal(expected, axis.Ticks.Select(t => t.Label));
    }

    [Theory]
    [InlineData(0, 45, "0 s|10 s|20 s|30 s|40 s")]
    [InlineData(0, 1300, "0:00|5:00|10:00|15:00|20:00")]
    [InlineData(0, 20000, "0:00|2:00|4:00")]
    [InlineData(0, 864000, "0 d|5 d|10 d")]
    public void Times_are_written_as_clocks_do(double low, double high, string labels) =>
        Assert.Equal(labels.Split('|'), AxisScale.Between(low, high, 4, AxisUnit.Seconds).Ticks.Select(t => t.Label));

    [Fact]
    public void Logarithmic_marks_are_powers_of_ten_with_what_fits_between_them()
    {
        Assert.Equal(["0.01", "0.1", "1", "10"], Labels(0.02, 5, 3));
        Assert.Equal(["0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5"], Labels(0.01, 5, 8));
        Assert.Equal(["1e-12", "1e-6", "1", "1M", "1T"], Labels(1e-12, 1e12, 4));

        static IEnumerable<string> Labels(double low, double high, int intervals) =>
            AxisScale.Covering(low, high, log: true, intervals, AxisUnit.Number).Ticks.Select(t => t.Label);
    }

    private static void AssertCovers(AxisScale axis, double low, double high, int intervals)
    {
        Assert.True(axis.Low <= low && axis.High >= high, $"{axis.Low} to {axis.High} for {low} to {high}");
        Assert.Equal(axis.Low, axis.Ticks[0].Value);
        Assert.Equal(axis.High, axis.Ticks[^1].Value);
        Assert.InRange(axis.Ticks.Count, 2, intervals + 1);
        Assert.InRange(axis.Position(low), 0, 1);
        Assert.InRange(axis.Position(high), axis.Position(low), 1);
        Assert.Equal(0, axis.Position(axis.Low));
        Assert.Equal(1, axis.Position(axis.High));
    }

    private static void AssertRound(double number, double[] mantissas)
    {
        double exponent = Math.Floor(Math.Log10(number * (1 + 1e-6)));
        double mantissa = number / Math.Pow(10, exponent);
        Assert.Contains(mantissas, m => Math.Abs(m - mantissa) < 1e-3);
    }
}
