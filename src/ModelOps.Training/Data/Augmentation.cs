using ModelOps.Core;

namespace ModelOps.Training;

/// <summary>
/// Changes images at random while they are trained on: a part of the image padded with zeros (Krizhevsky et al. 2012; He et al. 2015,
/// section 4.2), and its mirror image. What is drawn depends on the random sequence only.
/// </summary>
/// <param name="settings">What is done.</param>
/// <param name="shape">Shape of an image: channels, height, width.</param>
internal sealed class Augmentation(AugmentSettings settings, IReadOnlyList<int> shape)
{
    /// <summary>Writes a changed image.</summary>
    /// <param name="image">[channels, height, width].</param>
    /// <param name="changed">Takes the result, of the same shape.</param>
    /// <param name="random">Two numbers are drawn from it for a crop, and one for a flip.</param>
    public void Apply(ReadOnlySpan<float> image, Span<float> changed, RandomSequence random)
    {
        int down = 0, right = 0;
        if (settings.Crop > 0)
        {
            down = (int)random.Below(2 * settings.Crop + 1) - settings.Crop;
            right = (int)random.Below(2 * settings.Crop + 1) - settings.Crop;
        }
        bool flip = settings.Flip && random.Below(2) == 1;
        var (channels, height, width) = (shape[0], shape[1], shape[2]);
        for (int row = 0; row < channels * height; row++)
        {
            int y = row % height + down;
            var to = changed.Slice(row * width, width);
            if (y < 0 || y >= height)
            {
                to.Clear();
                continue;
            }
            Shift(image.Slice((row + down) * width, width), to, right);
            if (flip)
                to.Reverse();
        }
    }

    private static void Shift(ReadOnlySpan<float> from, Span<float> to, int right)
    {
        int width = from.Length, kept = Math.Max(0, width - Math.Abs(right));
        if (kept < width)
            to.Clear();
        if (kept > 0)
            from.Slice(Math.Max(0, right), kept).CopyTo(to[Math.Max(0, -right)..]);
    }
}
