using System.Globalization;
using System.Text;

namespace ModelOps.Core;

/// <summary>A glyph: lines that a pen follows.</summary>
/// <param name="Advance">Distance to the next glyph, in hundredths of the font's size.</param>
/// <param name="Strokes">Lines through points, in the same unit, y upwards from the base line.</param>
internal sealed record Glyph(double Advance, IReadOnlyList<IReadOnlyList<ScenePoint>> Strokes);

/// <summary>
/// The font of bitmaps, from glyphs.txt beside this file; its widths lay pictures of every format out, as they are near
/// Helvetica's.
/// </summary>
internal static class StrokeFont
{
    private const double Units = 100;
    private const double RegularPen = 8.6, BoldPen = 12.5;
    /// <summary>Between letters, besides what they have at their sides.</summary>
    private const double RegularSpace = 1.5, BoldSpace = 4;
    private static readonly Lazy<Dictionary<Rune, Glyph>> Glyphs = new(GlyphReader.Read);

    /// <summary>Width of the pen for a size of the font.</summary>
    public static double Pen(double size, bool bold) => size * (bold ? BoldPen : RegularPen) / Units;

    /// <summary>Width of a text.</summary>
    public static double Width(string text, double size, bool bold = false) =>
        text.EnumerateRunes().Sum(rune => Advance(rune, bold)) * size / Units;

    /// <summary>The strokes of a text that begins at a point of its base line; y downwards, as in pictures.</summary>
    public static IEnumerable<IReadOnlyList<ScenePoint>> Strokes(string text, ScenePoint start, double size, bool bold)
    {
        double x = start.X;
        foreach (var rune in text.EnumerateRunes())
        {
            foreach (var stroke in Find(rune).Strokes)
                yield return [.. stroke.Select(p => new ScenePoint(x + p.X * size / Units, start.Y - p.Y * size / Units))];
            x += Advance(rune, bold) * size / Units;
        }
    }

    /// <summary>As much of a text as fits a width, with an ellipsis where it was cut.</summary>
    public static string Fit(string text, double width, double size, bool bold = false)
    {
        if (Width(text, size, bold) <= width)
            return text;
        var runes = text.EnumerateRunes().ToList();
        while (runes.Count > 0)
        {
            runes.RemoveAt(runes.Count - 1);
            var cut = string.Concat(runes.Select(r => r.ToString())).TrimEnd() + "…";
            if (Width(cut, size, bold) <= width)
                return cut;
        }
        return "";
    }

    private static double Advance(Rune rune, bool bold) => Find(rune).Advance + (bold ? BoldSpace : RegularSpace);

    private static Glyph Find(Rune rune)
    {
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpaceSeparator or UnicodeCategory.Control or UnicodeCategory.Format)
            rune = new(' ');
        return Glyphs.Value.TryGetValue(rune, out var glyph) ? glyph : Glyphs.Value[GlyphReader.Missing];
    }
}
