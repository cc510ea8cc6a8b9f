namespace ModelOps.Core;

/// <summary>Draws a scene into pixels and writes them as PNG.</summary>
internal static class PngWriter
{
    /// <summary>The file. <paramref name="scale"/> dots are drawn for each of the scene's pixels.</summary>
    public static byte[] Write(Scene scene, int scale, Func<SceneColor, string> color)
    {
        var bitmap = Draw(scene, scale, c => Rgb.Parse(color(c)));
        return PngFile.Encode(bitmap, scale, [("Title", scene.Title), ("Description", scene.Description)]);
    }

    internal static Bitmap Draw(Scene scene, int scale, Func<SceneColor, Rgb> color)
    {
        var bitmap = new Bitmap((int)Math.Ceiling(scene.Width * scale), (int)Math.Ceiling(scene.Height * scale));
        var raster = new Rasterizer(bitmap);
        foreach (var item in scene.Items)
            Draw(raster, item, scale, color(item.Color));
        return bitmap;
    }

    private static void Draw(Rasterizer raster, SceneItem item, double scale, Rgb color)
    {
        switch (item)
        {
            case SceneLine line:
                var dashes = DashedLine.Cut([.. line.Points.Select(p => Scaled(p, scale))], [.. line.Dashes.Select(d => d * scale)]);
                raster.Strokes(dashes, line.LineWidth * scale, color, line.Opacity);
                break;
            case SceneCircle circle:
                raster.Circle(Scaled(circle.Center, scale), circle.Radius * scale, color);
                break;
            case SceneRectangle { Area: var area } rectangle:
                var scaled = new SceneArea(area.Left * scale, area.Top * scale, area.Width * scale, area.Height * scale);
                raster.Rectangle(scaled, rectangle.Radius * scale, color);
                break;
            case SceneText text:
                raster.Strokes(Strokes(text, scale), StrokeFont.Pen(text.Size * scale, text.Bold), color, 1);
                break;
        }
    }

    private static IEnumerable<IReadOnlyList<ScenePoint>> Strokes(SceneText text, double scale)
    {
        double size = text.Size * scale, width = StrokeFont.Width(text.Text, size, text.Bold);
        double x = text.At.X * scale - text.Anchor switch { SceneAnchor.Middle => width / 2, SceneAnchor.End => width, _ => 0 };
        // On whole pixels the feet of letters are sharp: the pen's middle is half its width above them.
        double y = Math.Round(text.At.Y * scale) - StrokeFont.Pen(size, text.Bold) / 2;
        return StrokeFont.Strokes(text.Text, new(x, y), size, text.Bold);
    }

    private static ScenePoint Scaled(ScenePoint point, double scale) => new(point.X * scale, point.Y * scale);
}
