namespace ModelOps.Core;

/// <summary>A demo's frame as lines of a terminal.</summary>
public static class DemoScreen
{
    /// <summary>The caption, then the picture, cut to a width and a number of lines.</summary>
    public static IReadOnlyList<string> Lines(ModelDemoFrame frame, int width, int height) =>
    [
        .. new[] { frame.Caption, "" }.Concat(frame.Text.Split('\n'))
            .Take(Math.Max(1, height)).Select(line => line.Length > width ? line[..Math.Max(1, width)] : line),
    ];
}
