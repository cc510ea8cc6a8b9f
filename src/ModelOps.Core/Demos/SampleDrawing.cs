using System.Globalization;
using System.Text;

namespace ModelOps.Core;

/// <summary>Draws samples of datasets with letters: images in shades, rows of tables as names with values.</summary>
public static class SampleDrawing
{
    private const string Shades = " .:-=+*#%@";
    private const int MostRows = 28;
    private const int MostValues = 12;

    /// <summary>What a sample looks like.</summary>
    /// <param name="values">Its values, as they are in the dataset.</param>
    /// <param name="shape">Shape that the network sees: [channels, height, width] for an image.</param>
    /// <param name="columns">Names of the values of a table.</param>
    public static string Draw(ReadOnlySpan<float> values, IReadOnlyList<int> shape, IReadOnlyList<string> columns) =>
        shape is [_, var height, var width] ? Image(values, height, width) : Table(values, columns);

    /// <summary>True of a line of an image, and of no line of a table.</summary>
    public static bool IsImage(string line) => !line.AsSpan().ContainsAnyExcept(Shades);

    /// <summary>How light a letter of an image is, from 0 to 1.</summary>
    public static double Shade(char letter) => (double)Shades.IndexOf(letter, StringComparison.Ordinal) / (Shades.Length - 1);

    /// <summary>The mean of an image's channels, every second letter of a row doubled: a letter is twice as high as it is wide.</summary>
    private static string Image(ReadOnlySpan<float> values, int height, int width)
    {
        int size = height * width, channels = values.Length / size;
        int step = Math.Max(1, (Math.Max(height, width) + MostRows - 1) / MostRows);
        float low = float.MaxValue, high = float.MinValue;
        foreach (float value in values)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        var text = new StringBuilder();
        for (int y = 0; y < height; y += step)
        {
            for (int x = 0; x < width; x += step)
            {
                float sum = 0;
                for (int channel = 0; channel < channels; channel++)
                    sum += values[channel * size + y * width + x];
                double shade = high > low ? (sum / channels - low) / (high - low) : 0;
                text.Append(Shades[(int)Math.Round(shade * (Shades.Length - 1))], 2);
            }
            text.Append('\n');
        }
        return text.ToString(0, text.Length - 1);
    }

    private static string Table(ReadOnlySpan<float> values, IReadOnlyList<string> columns)
    {
        int shown = Math.Min(values.Length, MostValues);
        var lines = new List<string>();
        for (int i = 0; i < shown; i++)
        {
            string name = i < columns.Count ? columns[i] : string.Create(CultureInfo.InvariantCulture, $"{i}");
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{Cut(name),-24} {values[i],10:G5}"));
        }
        if (values.Length > shown)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"… and {values.Length - shown} more"));
        return string.Join('\n', lines);
    }

    private static string Cut(string name) => name.Length > 24 ? name[..23] + "…" : name;
}
