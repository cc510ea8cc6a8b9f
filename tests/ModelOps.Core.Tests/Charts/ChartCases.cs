using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests;

/// <summary>Random charts, with what metrics can be at their worst.</summary>
internal static class ChartCases
{
    /// <summary>Numbers of every size, both signs, round ones and zero.</summary>
    public static readonly Gen<double> Number = Gen.OneOf(
        Gen.Choose(-1000, 1000).Select(i => i / 8.0),
        from mantissa in Gen.Choose(-9999, 9999) from exponent in Gen.Choose(-280, 290) select mantissa * Math.Pow(10, exponent),
        from mantissa in Gen.Choose(1, 9999) from exponent in Gen.Choose(-12, 6) select mantissa * Math.Pow(10, exponent),
        Gen.Elements(0.0, 1.0, 0.1, -0.3));

    private static readonly Gen<double> Value = Gen.Frequency(
        (12, Number), (1, Gen.Elements(double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.Epsilon)));

    private static readonly Gen<ChartSeries> Series =
        from count in Gen.Elements(0, 1, 2, 5, 40, 300)
        from steps in Gen.Choose(0, 50).ArrayOf(count)
        from values in Gen.OneOf(Value.ArrayOf(count), Value.Select(v => Enumerable.Repeat(v, count).ToArray()))
        select new ChartSeries(Points(steps, values), null);

    /// <summary>One to three panels with one to ten runs.</summary>
    public static readonly Gen<Chart> Charts =
        from runs in Gen.Choose(1, 10)
        from panels in Gen.Choose(1, 3)
        from series in Series.ArrayOf(runs * panels)
        from metric in Gen.Elements("training_loss", "validation_accuracy", "memory_bytes")
        from axis in Gen.Elements(Enum.GetValues<ChartAxis>())
        from log in Gen.Elements(false, true)
        from smooth in Gen.Elements(0, 0.5, 0.99)
        from title in Gen.Elements("digits-cnn", "", "a <b> & \"c\" ]]> </script>", "\u0000\u0007\uFFFF\uD800x", "äöü → 漢字 🙂")
        select new Chart
        {
            Title = title,
            XAxis = axis,
            LogScale = log,
            Smooth = smooth,
            Runs = [.. Enumerable.Range(0, runs).Select(i => new ChartRun($"{i:x8}", $"{title} {i:x8}", SessionState.Completed))],
            Panels =
            [
                .. series.Chunk(runs).Select((s, i) =>
                    new ChartPanel(i == 0 ? metric : "loss" + i, [.. s.Select(x => Smoothed(x, smooth))])),
            ],
        };

    /// <summary>A chart of one metric with a line for each list of values, at the steps 0, 1, 2, …</summary>
    public static Chart Of(params double[][] runs) => Of("training_loss", runs);

    public static Chart Of(string metric, params double[][] runs) => new()
    {
        Title = "test",
        XAxis = ChartAxis.Step,
        LogScale = false,
        Smooth = 0,
        Runs = [.. runs.Select((_, i) => new ChartRun($"{i:x8}", $"run {i}", SessionState.Completed))],
        Panels = [new(metric, [.. runs.Select(r => new ChartSeries([.. r.Select((y, x) => new ChartValue(x, y))], null))])],
    };

    private static ChartSeries Smoothed(ChartSeries series, double weight) =>
        weight > 0 ? series with { Smoothed = Smoothing.Average(series.Values, weight) } : series;

    private static ChartValue[] Points(int[] distances, double[] values)
    {
        long step = 0;
        return [.. distances.Zip(values, (distance, value) => new ChartValue(step += distance, value))];
    }
}
