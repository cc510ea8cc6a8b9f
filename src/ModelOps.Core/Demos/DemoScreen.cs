namespace ModelOps.Core;

/// <summary>A demo's frames as lines of a terminal: a title, what happens, the picture, how to leave.</summary>
/// <param name="demo">The demo.</param>
/// <param name="colors">Whether lines have colours; they are escape sequences then.</param>
public sealed class DemoScreen(ModelDemo demo, bool colors)
{
    private const string Hint = "Ctrl+C ends the view; the demo plays on.";
    /// <summary>Lines that a text has room for.</summary>
    private const int TextLines = 14;
    /// <summary>Lines of an image that isn't made larger.</summary>
    private const int LargeEnough = 16;
    /// <summary>What draws the ground that an agent moves on.</summary>
    private const char Ground = '.';
    private readonly DemoColors painter = new(demo);

    /// <summary>Lines that fit into a window; where it is low the picture comes first, then what happens, then the rest.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="width">Columns of the window.</param>
    /// <param name="height">Lines of the window.</param>
    /// <param name="hint">Whether to say how to leave.</param>
    public IReadOnlyList<string> Lines(ModelDemoFrame frame, int width, int height, bool hint = true)
    {
        (width, height) = (Math.Max(1, width), Math.Max(1, height));
        var picture = Picture(frame.Text, width, height);
        bool hasTitle = picture.Count + 3 <= height, hasHint = hint && picture.Count + 5 <= height;
        int room = height - (hasTitle ? 3 : 1) - (hasHint ? 2 : 0);
        // The end of a text is what is being written.
        picture = demo.Kind == ModelDemoKind.Text ? [.. picture.TakeLast(room)] : [.. picture.Take(room)];
        var lines = new List<string>();
        if (hasTitle)
            lines.Add(Paint(Cut(Title(), width), DemoColors.Title));
        lines.Add(Paint(Cut(frame.Caption, width), painter.Caption(frame)));
        if (hasTitle)
            lines.Add("");
        lines.AddRange(colors ? picture.Select(painter.Paint) : picture);
        // What stands below a text stays where it is while the text grows.
        if (hasHint && demo.Kind == ModelDemoKind.Text)
            lines.AddRange(Enumerable.Repeat("", Math.Max(0, Math.Min(room, TextLines) - picture.Count)));
        if (hasHint)
            lines.AddRange(["", Paint(Cut(Hint, width), DemoColors.Quiet)]);
        return lines;
    }

    private string Title()
    {
        string[] parts = [demo.Name, demo.ModelName, demo.Subject ?? ""];
        return string.Join(" | ", parts.Where(p => p.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>
    /// The picture's lines at a width: a text is broken anew, a small image is made larger, an agent's world loses bare ground and is then
    /// cut at both sides, the rest at the right.
    /// </summary>
    private List<string> Picture(string text, int width, int height)
    {
        var lines = text.Split('\n');
        if (demo.Kind == ModelDemoKind.Samples && SampleDrawing.IsImage(lines[0]))
            lines = Larger(lines, Math.Min(width / Math.Max(1, lines[0].Length), (height - 5) / lines.Length));
        if (demo.Kind == ModelDemoKind.Text)
            return [.. lines.SelectMany(l => l.Length == 0 ? [""] : l.Chunk(width).Select(part => new string(part)))];
        if (demo.Kind == ModelDemoKind.Agent)
            lines = Narrower(lines, width);
        int left = demo.Kind == ModelDemoKind.Agent ? Math.Max(0, (lines.Max(l => l.Length) - width) / 2) : 0;
        return [.. lines.Select(l => Cut(l.Length > left ? l[left..] : "", width))];
    }

    /// <summary>
    /// As much as is needed of the columns that hold nothing but the ground's dots goes, evenly spread: what stands on the ground, such as a
    /// goal at its end, stays in sight.
    /// </summary>
    private static string[] Narrower(string[] lines, int width)
    {
        int columns = lines.Max(l => l.Length);
        var padded = lines.Select(l => l.PadRight(columns)).ToArray();
        var bare = Enumerable.Range(0, columns)
            .Where(x => padded.Any(l => l[x] == Ground) && padded.All(l => l[x] is Ground or ' ')).ToList();
        int excess = Math.Min(columns - width, bare.Count);
        if (excess <= 0)
            return lines;
        var gone = Enumerable.Range(0, excess).Select(i => bare[i * bare.Count / excess]).ToHashSet();
        return [.. padded.Select(l => new string([.. l.Where((_, x) => !gone.Contains(x))]))];
    }

    private static string[] Larger(string[] lines, int most)
    {
        int times = Math.Clamp(LargeEnough / lines.Length, 1, Math.Max(1, most));
        return [.. lines.Select(l => string.Concat(l.Select(letter => new string(letter, times)))).SelectMany(l => Enumerable.Repeat(l, times))];
    }

    private string Paint(string text, string color) => colors && color.Length > 0 ? $"\e[{color}m{text}\e[0m" : text;

    private static string Cut(string line, int width) => line.Length > width ? line[..width] : line;
}
