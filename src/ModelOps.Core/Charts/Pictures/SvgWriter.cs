using System.Globalization;
using System.Text;
using System.Xml;

namespace ModelOps.Core;

/// <summary>Writes a scene as SVG 1.1.</summary>
internal static class SvgWriter
{
    private const string Namespace = "http://www.w3.org/2000/svg";
    private const string Fonts = "system-ui, 'Segoe UI', Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

    /// <summary>The document. <paramref name="color"/> gives each colour as an attribute's value.</summary>
    public static string Write(Scene scene, Func<SceneColor, string> color) => Write(scene, color, inline: false);

    /// <summary>
    /// The element for a page of HTML: described by an attribute, as browsers show a title under the pointer; it takes the focus.
    /// </summary>
    public static string WriteInline(Scene scene, Func<SceneColor, string> color) => Write(scene, color, inline: true);

    private static string Write(Scene scene, Func<SceneColor, string> color, bool inline)
    {
        var text = new StringBuilder();
        var settings = new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, IndentChars = " ", NewLineChars = "\n" };
        using (var xml = XmlWriter.Create(text, settings))
        {
            xml.WriteStartElement("svg", Namespace);
            xml.WriteAttributeString("width", Number(scene.Width));
            xml.WriteAttributeString("height", Number(scene.Height));
            xml.WriteAttributeString("viewBox", $"0 0 {Number(scene.Width)} {Number(scene.Height)}");
            xml.WriteAttributeString("role", "img");
            xml.WriteAttributeString("font-family", Fonts);
            if (inline)
            {
                xml.WriteAttributeString("tabindex", "0");
                xml.WriteAttributeString("aria-label", Clean($"{scene.Title}. {scene.Description}"));
            }
            else
            {
                xml.WriteAttributeString("aria-labelledby", "chart-title chart-description");
                Described(xml, "title", "chart-title", scene.Title);
                Described(xml, "desc", "chart-description", scene.Description);
            }
            foreach (var item in scene.Items)
                Write(xml, item, color);
            xml.WriteEndElement();
        }
        return text.Append('\n').ToString();
    }

    private static void Described(XmlWriter xml, string name, string id, string text)
    {
        xml.WriteStartElement(name);
        xml.WriteAttributeString("id", id);
        xml.WriteString(Clean(text));
        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, SceneItem item, Func<SceneColor, string> color)
    {
        xml.WriteStartElement(item switch
        {
            SceneLine => "path",
            SceneCircle => "circle",
            SceneRectangle => "rect",
            _ => "text",
        });
        if (item.Run is { } run)
            xml.WriteAttributeString("class", $"run{run}");
        switch (item)
        {
            case SceneLine line:
                Line(xml, line, color(line.Color));
                break;
            case SceneCircle circle:
                Attributes(xml, ("cx", circle.Center.X), ("cy", circle.Center.Y), ("r", circle.Radius));
                xml.WriteAttributeString("fill", color(circle.Color));
                break;
            case SceneRectangle rectangle:
                Attributes(xml, ("x", rectangle.Area.Left), ("y", rectangle.Area.Top),
                    ("width", rectangle.Area.Width), ("height", rectangle.Area.Height), ("rx", rectangle.Radius));
                xml.WriteAttributeString("fill", color(rectangle.Color));
                break;
            case SceneText text:
                Text(xml, text, color(text.Color));
                break;
        }
        xml.WriteEndElement();
    }

    private static void Line(XmlWriter xml, SceneLine line, string color)
    {
        var path = new StringBuilder();
        for (int i = 0; i < line.Points.Count; i++)
            path.Append(i == 0 ? "M" : "L").Append(Number(line.Points[i].X)).Append(' ').Append(Number(line.Points[i].Y));
        // A path of one point is not drawn without a length.
        if (line.Points.Count == 1)
            path.Append("h0");
        xml.WriteAttributeString("d", path.ToString());
        xml.WriteAttributeString("fill", "none");
        xml.WriteAttributeString("stroke", color);
        Attributes(xml, ("stroke-width", line.LineWidth));
        xml.WriteAttributeString("stroke-linecap", "round");
        xml.WriteAttributeString("stroke-linejoin", "round");
        if (line.Opacity < 1)
            Attributes(xml, ("stroke-opacity", line.Opacity));
        if (line.Dashes.Count > 0)
            xml.WriteAttributeString("stroke-dasharray", string.Join(' ', line.Dashes.Select(Number)));
    }

    private static void Text(XmlWriter xml, SceneText text, string color)
    {
        Attributes(xml, ("x", text.At.X), ("y", text.At.Y), ("font-size", text.Size));
        if (text.Anchor != SceneAnchor.Start)
            xml.WriteAttributeString("text-anchor", text.Anchor.ToString().ToLowerInvariant());
        if (text.Bold)
            xml.WriteAttributeString("font-weight", "600");
        xml.WriteAttributeString("fill", color);
        xml.WriteString(Clean(text.Text));
    }

    private static void Attributes(XmlWriter xml, params ReadOnlySpan<(string Name, double Value)> attributes)
    {
        foreach (var (name, value) in attributes)
            xml.WriteAttributeString(name, Number(value));
    }

    private static string Number(double value) => Math.Round(value, 2).ToString(CultureInfo.InvariantCulture);

    /// <summary>XML has no control characters, not even escaped.</summary>
    private static string Clean(string text) => new([.. text.Where((c, i) => XmlConvert.IsXmlChar(c) || IsPair(text, i))]);

    private static bool IsPair(string text, int i) =>
        (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) ||
        (char.IsLowSurrogate(text[i]) && i > 0 && char.IsHighSurrogate(text[i - 1]));
}
