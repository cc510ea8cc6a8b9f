using System.CommandLine;
using System.Globalization;
using ModelOps.Core;

namespace ModelOps.Host.Commands;

/// <summary>The options of `modelops chart`.</summary>
internal sealed class ChartOptions
{
    private const int UsualWidth = 80;

    public Argument<string[]> Sessions { get; } = Choice.Several("SESSION", "Sessions: their ids or the beginnings of them.");
    public Option<string[]> Metrics { get; } = Choice.Words("--metric", "METRIC",
        "Metrics to show, also with * and ?: several with commas between, or one at a time in repeated options.");
    public Option<ChartAxis?> XAxis { get; } = Choice.Of<ChartAxis>("--x-axis", "What counts from left to right (step).");
    public Option<double> Smooth { get; } = new("--smooth")
    {
        HelpName = "WEIGHT",
        Description = "Weight of the past in a moving average, from 0 to below 1 (0: not smoothed).",
        CustomParser = result =>
        {
            if (double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double weight))
                return weight;
            result.AddError($"--smooth can't be '{result.Tokens[0].Value}'. Give a number from 0 to below 1.");
            return 0;
        },
    };
    public Option<bool> Log { get; } = new("--log") { Description = "A logarithmic scale for the values." };
    public Option<int?> Width { get; } = Choice.Number("--width", "N", "Columns of the terminal, or pixels of the picture.", least: 1);
    public Option<int?> Height { get; } = Choice.Number("--height", "N", "Lines of the terminal, or pixels of the picture.", least: 1);
    public Option<ChartStyle?> Style { get; } = Choice.Of<ChartStyle>("--style", "What lines in the terminal are made of (auto).");
    public Option<bool> Follow { get; } = new("--follow") { Description = "Draw again and again until the sessions have ended." };
    public Option<string?> Output { get; } = new("--output")
    {
        HelpName = "FILE", Description = "Write a picture: file.svg, file.png or file.html.",
    };
    public Option<ChartFormat?> Format { get; } = Choice.Of<ChartFormat>("--format", "Format of the picture (what the file's name says).");
    public Option<string?> Title { get; } = new("--title") { HelpName = "TEXT", Description = "Title of the picture." };
    public Option<ChartTheme?> Theme { get; } = Choice.Of<ChartTheme>("--theme", "Colours of the picture (light).");
    public Option<int?> Scale { get; } = Choice.Number("--scale", "N", "Dots of a PNG for each pixel, 1 to 4 (2).", least: 1);
    public Option<bool> Force { get; } = new("--force") { Description = "Overwrite an existing file." };

    public ChartRequest Request(CommandContext context) => new()
    {
        Sessions = context.Get(Sessions),
        Metrics = context.Get(Metrics) is { Length: > 0 } names ? names : null,
        XAxis = context.Get(XAxis) ?? ChartAxis.Step,
        Smooth = context.Get(Smooth),
        LogScale = context.Get(Log),
        Title = context.Get(Title),
    };

    public ChartFileOptions File(CommandContext context, string path)
    {
        var usual = new ChartFileOptions { Path = path };
        return usual with
        {
            Format = context.Get(Format),
            Width = context.Get(Width) ?? usual.Width,
            Height = context.Get(Height),
            Theme = context.Get(Theme) ?? usual.Theme,
            Scale = context.Get(Scale) ?? usual.Scale,
            Overwrite = context.Get(Force),
        };
    }

    public TerminalChartOptions Terminal(CommandContext context, bool colors)
    {
        var style = context.Get(Style) ?? ChartStyle.Auto;
        int screen = context.Output.IsTerminal ? Console.WindowWidth - 1 : UsualWidth;
        return new()
        {
            Width = context.Get(Width) ?? Math.Clamp(screen, TerminalChartOptions.LeastWidth, TerminalChartOptions.GreatestWidth),
            Height = context.Get(Height),
            Colors = colors,
            Ascii = style == ChartStyle.Ascii || (style == ChartStyle.Auto && !colors),
        };
    }
}

/// <summary>What `chart --output` prints.</summary>
internal sealed record ChartWritten(string Path, ChartFormat Format, long Bytes);
