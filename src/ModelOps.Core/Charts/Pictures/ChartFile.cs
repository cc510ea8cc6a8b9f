using System.Text;

namespace ModelOps.Core;

/// <summary>How a chart is written to a file.</summary>
public sealed record ChartFileOptions
{
    /// <summary>Limits of <see cref="Width"/> and of the height.</summary>
    public const int LeastWidth = 320, LeastHeight = 200, Greatest = 4000;

    /// <summary>Greatest value of <see cref="Scale"/>.</summary>
    public const int GreatestScale = 4;

    /// <summary>Where to.</summary>
    public required string Path { get; init; }
    /// <summary>Null for what the path's ending says.</summary>
    public ChartFormat? Format { get; init; }
    /// <summary>Width in pixels.</summary>
    public int Width { get; init; } = 960;
    /// <summary>Height in pixels; null for what the panels need.</summary>
    public int? Height { get; init; }
    /// <summary>Colours; a page has both themes and this is not used.</summary>
    public ChartTheme Theme { get; init; }
    /// <summary>Dots of a PNG for each pixel, 1 to 4.</summary>
    public int Scale { get; init; } = 2;
    /// <summary>Whether a file that is there is replaced.</summary>
    public bool Overwrite { get; init; }
}

/// <summary>Writes charts to files.</summary>
public static class ChartFile
{
    /// <summary>
    /// Writes a chart; the format it was written in. The file is complete or absent. InvalidInput for a path that names no format
    /// ("ChartFormatUnknown") and for a size that can't be drawn ("ChartSizeInvalid", "ChartScaleInvalid"); AlreadyExists
    /// ("FileExists").
    /// </summary>
    public static ChartFormat Write(Chart chart, ChartFileOptions options)
    {
        var format = options.Format ?? FormatOf(options.Path);
        CheckSize(chart, options);
        if (!options.Overwrite && File.Exists(options.Path))
            throw Error.Of(ErrorKind.AlreadyExists, "FileExists", options.Path);
        var bytes = format switch
        {
            ChartFormat.Svg => Encoding.UTF8.GetBytes(Svg(chart, options)),
            ChartFormat.Png => Png(chart, options),
            _ => Encoding.UTF8.GetBytes(HtmlWriter.Write(chart, options.Width, options.Height)),
        };
        AtomicFile.Write(options.Path, stream => stream.Write(bytes), options.Overwrite);
        return format;
    }

    /// <summary>The format that a path's ending says; InvalidInput "ChartFormatUnknown" for another ending.</summary>
    public static ChartFormat FormatOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".svg" => ChartFormat.Svg,
        ".png" => ChartFormat.Png,
        ".html" or ".htm" => ChartFormat.Html,
        _ => throw Error.Of(ErrorKind.InvalidInput, "ChartFormatUnknown", path),
    };

    internal static string Svg(Chart chart, ChartFileOptions options)
    {
        var palette = ScenePalette.Of(options.Theme);
        return SvgWriter.Write(ChartLayout.Create(chart, new(options.Width, options.Height)), color => palette[color]);
    }

    internal static byte[] Png(Chart chart, ChartFileOptions options)
    {
        var palette = ScenePalette.Of(options.Theme);
        return PngWriter.Write(ChartLayout.Create(chart, new(options.Width, options.Height)), options.Scale, color => palette[color]);
    }

    private static void CheckSize(Chart chart, ChartFileOptions options)
    {
        int least = Math.Max(ChartFileOptions.LeastHeight, (int)Math.Ceiling(ChartLayout.LeastHeight(chart, options.Width)));
        if (options.Width is < ChartFileOptions.LeastWidth or > ChartFileOptions.Greatest ||
            (options.Height is { } height && (height < least || height > Math.Max(least, ChartFileOptions.Greatest))))
        {
            throw Error.Of(ErrorKind.InvalidInput, "ChartSizeInvalid", options.Width, options.Height ?? least, ChartFileOptions.LeastWidth,
                ChartFileOptions.Greatest, least, Math.Max(least, ChartFileOptions.Greatest),
                ChartText.Contents(chart));
        }
        if (options.Scale is < 1 or > ChartFileOptions.GreatestScale)
            throw Error.Of(ErrorKind.InvalidInput, "ChartScaleInvalid", options.Scale, ChartFileOptions.GreatestScale);
    }
}
