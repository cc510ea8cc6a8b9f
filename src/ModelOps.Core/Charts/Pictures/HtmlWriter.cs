using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ModelOps.Core;

/// <summary>
/// Writes a chart as one page of HTML that loads nothing: the picture as SVG, its values under the pointer, runs to switch on and
/// off, and both themes. page.html and page.js beside this file are what it is made of.
/// </summary>
internal static partial class HtmlWriter
{
    public static string Write(Chart chart, double width, double? height)
    {
        var scene = ChartLayout.Create(chart, new(width, height, Heading: false));
        var values = new Dictionary<string, string>
        {
            ["title"] = Encode(chart.Title),
            ["manner"] = Encode(ChartText.Manner(chart)),
            ["width"] = width.ToString(CultureInfo.InvariantCulture),
            ["colors"] = Colors(),
            ["legend"] = string.Concat(chart.Runs.Select((_, run) => LegendButton(chart, run))),
            ["picture"] = SvgWriter.WriteInline(scene, Variable),
            ["table"] = Table(chart),
            ["data"] = Data(chart, scene),
            ["script"] = Resource("page.js").TrimEnd(),
        };
        // All at once: a title that looks like a place to fill in is left as it is.
        return Place().Replace(Resource("page.html"), match => values[match.Groups[1].Value]);
    }

    /// <summary>The variables of both themes: the system's choice, unless the page's button has set one.</summary>
    private static string Colors()
    {
        string light = Variables(ChartTheme.Light), dark = Variables(ChartTheme.Dark);
        return $":root {{ color-scheme: light; {light} }}\n" +
            $"@media (prefers-color-scheme: dark) {{ :root:not([data-theme=light]) {{ color-scheme: dark; {dark} }} }}\n" +
            $":root[data-theme=dark] {{ color-scheme: dark; {dark} }}";
    }

    private static string Variables(ChartTheme theme)
    {
        var palette = ScenePalette.Of(theme);
        SceneColor[] roles = [SceneColor.Background, SceneColor.Text, SceneColor.Muted, SceneColor.Grid, SceneColor.Axis];
        var all = roles.Concat(Enumerable.Range(0, ScenePalette.RunColors).Select(SceneColor.OfRun));
        return string.Join(' ', all.Select(color => $"{Name(color)}: {palette[color]};"));
    }

    private static string Variable(SceneColor color) => $"var({Name(color)})";

    private static string Name(SceneColor color) => color.Role == SceneRole.Run
        ? string.Create(CultureInfo.InvariantCulture, $"--run{color.Run}")
        : "--" + color.Role.ToString().ToLowerInvariant();

    private static string LegendButton(Chart chart, int run)
    {
        var style = PanelLayout.Dashes(run).Length > 0 ? "; border-top-style: dashed" : "";
        return $"<button type=\"button\" aria-pressed=\"true\"><i style=\"border-color: {Variable(SceneColor.OfRun(run))}{style}\"></i>" +
            $"{Encode(ChartText.Legend(chart, run))}</button>\n";
    }

    private static string Table(Chart chart)
    {
        var text = new StringBuilder("<table><thead><tr><th>run</th>");
        foreach (var panel in chart.Panels)
            text.Append("<th>").Append(Encode(ChartMetrics.Words(panel.Metric))).Append("</th>");
        text.Append("</tr></thead><tbody>\n");
        for (int run = 0; run < chart.Runs.Count; run++)
        {
            text.Append("<tr><td>").Append(Encode(chart.Runs[run].Label)).Append("</td>");
            foreach (var panel in chart.Panels)
                text.Append("<td>").Append(Encode(ChartText.Newest(panel, run))).Append("</td>");
            text.Append("</tr>\n");
        }
        return text.Append("</tbody></table>").ToString();
    }

    /// <summary>What the script shows: for each plot its place, and for each run its points as [left, top, x, value].</summary>
    private static string Data(Chart chart, Scene scene)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("x", ChartText.XName(chart));
            json.WriteNumber("colors", ScenePalette.RunColors);
            json.WriteStartArray("runs");
            foreach (var run in chart.Runs)
                json.WriteStringValue(run.Label);
            json.WriteEndArray();
            json.WriteStartArray("plots");
            foreach (var plot in scene.Plots)
                WritePlot(json, chart, plot);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WritePlot(Utf8JsonWriter json, Chart chart, ScenePlot plot)
    {
        json.WriteStartObject();
        json.WriteString("name", ChartMetrics.Words(plot.Plot.Panel.Metric));
        json.WriteString("unit", ChartMetrics.Unit(plot.Plot.Panel.Metric).ToString());
        json.WriteNumber("left", plot.Area.Left);
        json.WriteNumber("top", plot.Area.Top);
        json.WriteNumber("width", plot.Area.Width);
        json.WriteNumber("height", plot.Area.Height);
        json.WriteStartArray("runs");
        for (int run = 0; run < chart.Runs.Count; run++)
        {
            json.WriteStartArray();
            foreach (var value in plot.Plot.Lines.Where(l => l.Run == run).SelectMany(plot.Thinned))
                WritePoint(json, plot.At(value), value);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePoint(Utf8JsonWriter json, ScenePoint at, ChartValue value)
    {
        json.WriteStartArray();
        json.WriteNumberValue(Math.Round(at.X, 1));
        json.WriteNumberValue(Math.Round(at.Y, 1));
        json.WriteNumberValue(value.X);
        json.WriteNumberValue(value.Y);
        json.WriteEndArray();
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static string Resource(string name)
    {
        var stream = typeof(HtmlWriter).Assembly.GetManifestResourceStream("ModelOps.Core.Charts.Pictures." + name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Place();
}
