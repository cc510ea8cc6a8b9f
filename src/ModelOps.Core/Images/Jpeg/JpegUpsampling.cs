namespace ModelOps.Core;

/// <summary>
/// Brings a component's samples to the picture's size. Halved ones are interpolated as libjpeg does by default ("fancy upsampling": 3/4 of
/// the nearer sample and 1/4 of the farther one, rounded up and down in turn); other ratios are repeated.
/// </summary>
internal static class JpegUpsampling
{
    /// <summary>Interpolation needs more columns than this.</summary>
    private const int NarrowWidth = 2;

    /// <param name="samples">The component's samples in whole blocks.</param>
    /// <param name="stride">Distance of rows in them.</param>
    /// <param name="component">The component.</param>
    /// <param name="frame">Its frame.</param>
    public static byte[] ToFullSize(byte[] samples, int stride, JpegComponent component, JpegFrame frame)
    {
        var (width, height) = (frame.Width, frame.Height);
        var full = new byte[width * height];
        bool halfAcross = component.Across * 2 == frame.MaxAcross, halfDown = component.Down * 2 == frame.MaxDown;
        bool sameAcross = component.Across == frame.MaxAcross, sameDown = component.Down == frame.MaxDown;
        bool wide = component.Width > NarrowWidth;
        if (frame.MaxAcross % component.Across != 0 || frame.MaxDown % component.Down != 0)
            throw new InvalidDataException("its sampling factors have no whole ratio");
        var sums = new int[component.Width];
        var row = new byte[component.Width * 2];
        for (int y = 0; y < height; y++)
        {
            var to = full.AsSpan(y * width, width);
            var line = samples.AsSpan(y * component.Down / frame.MaxDown * stride, component.Width);
            if (sameAcross && sameDown)
            {
                line[..width].CopyTo(to);
            }
            else if (halfAcross && sameDown && wide)
            {
                Across(line, row);
                row.AsSpan(0, width).CopyTo(to);
            }
            else if (halfAcross && halfDown && wide)
            {
                Sums(samples, stride, component, y, sums);
                Both(sums, row);
                row.AsSpan(0, width).CopyTo(to);
            }
            else if (sameAcross && halfDown)
            {
                Sums(samples, stride, component, y, sums);
                int bias = (y & 1) == 0 ? 1 : 2;
                for (int x = 0; x < width; x++)
                    to[x] = (byte)((sums[x] + bias) >> 2);
            }
            else
            {
                for (int x = 0; x < width; x++)
                    to[x] = line[x * component.Across / frame.MaxAcross];
            }
        }
        return full;
    }

    private static void Across(ReadOnlySpan<byte> from, Span<byte> to)
    {
        int last = from.Length - 1;
        to[0] = from[0];
        to[1] = (byte)((from[0] * 3 + from[1] + 2) >> 2);
        for (int i = 1; i < last; i++)
        {
            to[2 * i] = (byte)((from[i] * 3 + from[i - 1] + 1) >> 2);
            to[2 * i + 1] = (byte)((from[i] * 3 + from[i + 1] + 2) >> 2);
        }
        to[2 * last] = (byte)((from[last] * 3 + from[last - 1] + 1) >> 2);
        to[2 * last + 1] = from[last];
    }

    /// <summary>Three times the nearer row plus the farther one, for a row of the full height.</summary>
    private static void Sums(byte[] samples, int stride, JpegComponent component, int y, int[] sums)
    {
        int near = y / 2;
        int far = Math.Clamp((y & 1) == 0 ? near - 1 : near + 1, 0, component.Height - 1);
        var nearer = samples.AsSpan(near * stride);
        var farther = samples.AsSpan(far * stride);
        for (int i = 0; i < sums.Length; i++)
            sums[i] = nearer[i] * 3 + farther[i];
    }

    private static void Both(ReadOnlySpan<int> sums, Span<byte> to)
    {
        int last = sums.Length - 1;
        to[0] = (byte)((sums[0] * 4 + 8) >> 4);
        to[1] = (byte)((sums[0] * 3 + sums[1] + 7) >> 4);
        for (int i = 1; i < last; i++)
        {
            to[2 * i] = (byte)((sums[i] * 3 + sums[i - 1] + 8) >> 4);
            to[2 * i + 1] = (byte)((sums[i] * 3 + sums[i + 1] + 7) >> 4);
        }
        to[2 * last] = (byte)((sums[last] * 3 + sums[last - 1] + 8) >> 4);
        to[2 * last + 1] = (byte)((sums[last] * 4 + 7) >> 4);
    }
}
