using System.Globalization;
using System.Text;

namespace ModelOps.Core;

/// <summary>Reads glyphs.txt, which says itself how it is written.</summary>
internal static class GlyphReader
{
    private const int CurvePieces = 14;
    private const double DegreesAPiece = 12;

    /// <summary>Stands for characters that the font doesn't have.</summary>
    public static readonly Rune Missing = Rune.ReplacementChar;

    public static Dictionary<Rune, Glyph> Read()
    {
        using var reader = new StreamReader(
            typeof(GlyphReader).Assembly.GetManifestResourceStream("ModelOps.Core.Charts.Font.glyphs.txt")!, Encoding.UTF8);
        var named = new Dictionary<string, Glyph>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith(';'))
                continue;
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            named[words[0]] = words[1] == "=" && words.Length > 3
                ? Compose(named[words[2]], named[words[3]], Number(words[4]), Number(words[5]))
                : new(Number(words[1]), Strokes(words.AsSpan(2)));
        }
        return named.Where(g => Character(g.Key) is not null).ToDictionary(g => Character(g.Key)!.Value, g => g.Value);
    }

    /// <summary>The character of a glyph's name; null for the marks, which are no characters of their own.</summary>
    private static Rune? Character(string name) => name switch
    {
        "space" => new(' '),
        "semicolon" => new(';'),
        "missing" => Missing,
        _ => Rune.TryGetRuneAt(name, 0, out var rune) && rune.Utf16SequenceLength == name.Length ? rune : null,
    };

    private static Glyph Compose(Glyph letter, Glyph mark, double x, double y) => letter with
    {
        Strokes = [.. letter.Strokes, .. mark.Strokes.Select(s => s.Select(p => new ScenePoint(p.X + x, p.Y + y)).ToList())],
    };

    private static List<IReadOnlyList<ScenePoint>> Strokes(ReadOnlySpan<string> words)
    {
        var strokes = new List<IReadOnlyList<ScenePoint>>();
        var stroke = new List<ScenePoint>();
        for (int i = 0; i < words.Length;)
        {
            int count = words[i] switch { "C" => 6, "E" => 6, _ => 2 };
            var n = words.Slice(i + 1, count).ToArray().Select(Number).ToArray();
            if (words[i] is "M" or "E")
                strokes.Add(stroke = []);
            switch (words[i])
            {
                case "C":
                    Curve(stroke, new(n[0], n[1]), new(n[2], n[3]), new(n[4], n[5]));
                    break;
                case "E":
                    Arc(stroke, n);
                    break;
                default:
                    stroke.Add(new(n[0], n[1]));
                    break;
            }
            i += count + 1;
        }
        return strokes;
    }

    private static void Curve(List<ScenePoint> stroke, ScenePoint a, ScenePoint b, ScenePoint end)
    {
        var start = stroke[^1];
        for (int i = 1; i <= CurvePieces; i++)
        {
            double t = (double)i / CurvePieces, s = 1 - t;
            double w0 = s * s * s, w1 = 3 * s * s * t, w2 = 3 * s * t * t, w3 = t * t * t;
            stroke.Add(new(w0 * start.X + w1 * a.X + w2 * b.X + w3 * end.X, w0 * start.Y + w1 * a.Y + w2 * b.Y + w3 * end.Y));
        }
    }

    private static void Arc(List<ScenePoint> stroke, double[] n)
    {
        int pieces = Math.Max(1, (int)Math.Ceiling(Math.Abs(n[5] - n[4]) / DegreesAPiece));
        for (int i = 0; i <= pieces; i++)
        {
            double angle = (n[4] + (n[5] - n[4]) * i / pieces) * Math.PI / 180;
            stroke.Add(new(n[0] + n[2] * Math.Cos(angle), n[1] + n[3] * Math.Sin(angle)));
        }
    }

    private static double Number(string word) => double.Parse(word, CultureInfo.InvariantCulture);
}
