namespace ModelOps.Core;

/// <summary>
/// Brings pictures to a size with a triangle filter: bilinear where they grow, an average over the area a pixel comes from where they
/// shrink. Computed as Pillow's resize with BILINEAR: first rows, then columns, each in 22 bits of fraction and rounded to 8 bits.
/// </summary>
internal static class ImageScaler
{
    private const int Fraction = 22;

    /// <summary>Where a target pixel's sources begin and how much each counts, in 22 bits of fraction.</summary>
    private readonly record struct Weights(int First, int[] Values);

    public static Raster Resize(Raster image, int width, int height)
    {
        if (width != image.Width)
            image = Across(image, width);
        return height == image.Height ? image : Down(image, height);
    }

    private static Raster Across(Raster image, int width)
    {
        var weights = Filter(image.Width, width);
        int channels = image.Channels;
        var pixels = new byte[width * image.Height * channels];
        for (int y = 0; y < image.Height; y++)
        {
            int row = y * image.Width * channels;
            for (int x = 0; x < width; x++)
            {
                for (int c = 0; c < channels; c++)
                    pixels[(y * width + x) * channels + c] = Sum(
                        image.Pixels, row + weights[x].First * channels + c, channels, weights[x].Values);
            }
        }
        return new Raster(width, image.Height, channels, pixels);
    }

    private static Raster Down(Raster image, int height)
    {
        var weights = Filter(image.Height, height);
        int row = image.Width * image.Channels;
        var pixels = new byte[row * height];
        for (int y = 0; y < height; y++)
        {
            for (int i = 0; i < row; i++)
                pixels[y * row + i] = Sum(image.Pixels, weights[y].First * row + i, row, weights[y].Values);
        }
        return image with { Height = height, Pixels = pixels };
    }

    private static byte Sum(byte[] pixels, int from, int step, int[] weights)
    {
        int sum = 1 << (Fraction - 1);
        foreach (int weight in weights)
        {
            sum += pixels[from] * weight;
            from += step;
        }
        return (byte)Math.Clamp(sum >> Fraction, 0, 255);
    }

    private static Weights[] Filter(int from, int to)
    {
        double scale = (double)from / to;
        double reach = Math.Max(1, scale);
        var all = new Weights[to];
        for (int i = 0; i < to; i++)
        {
            double centre = (i + 0.5) * scale;
            int first = Math.Max(0, (int)(centre - reach + 0.5)), end = Math.Min(from, (int)(centre + reach + 0.5));
            var values = Enumerable.Range(first, end - first).Select(x => Math.Max(0, 1 - Math.Abs((x - centre + 0.5) / reach))).ToArray();
            double sum = values.Sum();
            all[i] = new Weights(first, [.. values.Select(v => (int)(0.5 + v / sum * (1 << Fraction)))]);
        }
        return all;
    }
}
