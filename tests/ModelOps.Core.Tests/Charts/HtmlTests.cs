using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ModelOps.Core.Tests;

/// <summary>The page: it needs nothing else, and its data are the chart's.</summary>
public sealed partial class HtmlTests
{
    [Fact]
    public void Page_loads_nothing_and_is_sound_whatever_the_names() => Property.Holds(ChartCases.Charts, chart =>
    {
        var page = HtmlWriter.Write(chart, 960, null);
        Assert.DoesNotMatch(@"(?i)(src|href)\s*=|@import|url\(|fetch\(|XMLHttp", page);
        Assert.Equal(["http://www.w3.org/2000/svg"], Address().Matches(page).Select(m => m.Value).Distinct());
        Assert.Contains("default-src 'none'", page);
        Assert.DoesNotContain("{{", page);
        Assert.Equal(2, Regex.Count(page, "</script>"));
        Assert.Equal(chart.Runs.Count, Regex.Count(page, "aria-pressed=\"true\""));
        XDocument.Parse(Picture().Match(page).Value);
    });

    [Fact]
    public void Data_are_the_points_of_the_picture() => Property.Holds(ChartCases.Charts, chart =>
    {
        var scene = ChartLayout.Create(chart, new(960, null, Heading: false));
        var data = JsonDocument.Parse(Script().Match(HtmlWriter.Write(chart, 960, null)).Groups[1].Value).RootElement;
        var plots = data.GetProperty("plots").EnumerateArray().ToList();
        Assert.Equal(chart.Panels.Count, plots.Count);
        foreach (var (plot, area) in plots.Zip(scene.Plots.Select(p => p.Area)))
        {
            Assert.Equal(area.Left, plot.GetProperty("left").GetDouble());
            var runs = plot.GetProperty("runs").EnumerateArray().ToList();
            Assert.Equal(chart.Runs.Count, runs.Count);
            foreach (var point in runs.SelectMany(r => r.EnumerateArray()))
            {
                Assert.InRange(point[0].GetDouble(), area.Left - 0.1, area.Right + 0.1);
                Assert.InRange(point[1].GetDouble(), area.Top - 0.1, area.Bottom + 0.1);
            }
        }
    });

    [Fact]
    public void Values_are_exact()
    {
        var page = HtmlWriter.Write(ChartCases.Of([0.1, 1.0 / 3]), 960, null);
        Assert.Contains(",1,0.3333333333333333]", Script().Match(page).Groups[1].Value);
        Assert.Contains("<td>0.3333</td>", page);
    }

    [GeneratedRegex("https?://[^\"'< ]*")]
    private static partial Regex Address();

    [GeneratedRegex("<svg.*</svg>", RegexOptions.Singleline)]
    private static partial Regex Picture();

    [GeneratedRegex("<script type=\"application/json\" id=\"data\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();
}
