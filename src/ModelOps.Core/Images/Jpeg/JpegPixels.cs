namespace ModelOps.Core;

/// <summary>Makes pixels of a frame's coefficients: samples, planes of full size, colours.</summary>
internal sealed class JpegPixels(JpegFrame frame, int? adobeTransform)
{
    public Raster Render()
    {
        var planes = frame.Components.Select(c => JpegUpsampling.ToFullSize(Samples(c), c.Stride * 8, c, frame)).ToArray();
        if (planes.Length == 1)
            return new Raster(frame.Width, frame.Height, 1, planes[0]);
        var pixels = new byte[frame.Width * frame.Height * 3];
        if (IsYCbCr)
            ToRgb(planes, pixels);
        else
            Interleave(planes, pixels);
        if (planes.Length == 4)
            AddBlack(planes[3], pixels, isComplement: IsYCbCr);
        return new Raster(frame.Width, frame.Height, 3, pixels);
    }

    /// <summary>
    /// As Adobe's marker says; without one, only components called R, G and B are red, green and blue, and four are cyan, magenta, yellow,
    /// black.
    /// </summary>
    private bool IsYCbCr => adobeTransform is { } transform
        ? transform != 0
        : frame.Components is not ([{ Id: 'R' }, { Id: 'G' }, { Id: 'B' }] or { Length: 4 });

    private static byte[] Samples(JpegComponent component)
    {
        int stride = component.Stride * 8;
        var samples = new byte[stride * component.Rows * 8];
        var quantization = component.Quantization ?? throw new InvalidDataException("a quantization table is missing");
        for (int row = 0; row < component.BlocksDown; row++)
        {
            for (int column = 0; column < component.BlocksAcross; column++)
                JpegTransform.Inverse(component.Block(row, column), quantization, samples.AsSpan(row * 8 * stride + column * 8), stride);
        }
        return samples;
    }

    private static void Interleave(byte[][] planes, byte[] pixels)
    {
        for (int i = 0, to = 0; i < planes[0].Length; i++, to += 3)
            (pixels[to], pixels[to + 1], pixels[to + 2]) = (planes[0][i], planes[1][i], planes[2][i]);
    }

    /// <summary>JFIF's YCbCr, in 16 bits of fraction as libjpeg has it.</summary>
    private static void ToRgb(byte[][] planes, byte[] pixels)
    {
        const int half = 1 << 15;
        var (luma, blue, red) = (planes[0], planes[1], planes[2]);
        for (int i = 0, to = 0; i < luma.Length; i++, to += 3)
        {
            int y = luma[i], cb = blue[i] - 128, cr = red[i] - 128;
            pixels[to] = (byte)Math.Clamp(y + ((91881 * cr + half) >> 16), 0, 255);
            pixels[to + 1] = (byte)Math.Clamp(y + ((-22554 * cb - 46802 * cr + half) >> 16), 0, 255);
            pixels[to + 2] = (byte)Math.Clamp(y + ((116130 * cb + half) >> 16), 0, 255);
        }
    }

    /// <summary>
    /// CMYK to RGB as Pillow does it: shares of the black plane. Adobe, and so everyone, keeps inks inverted: 255 is none.
    /// </summary>
    /// <param name="black">The inverted black.</param>
    /// <param name="pixels">Inverted cyan, magenta and yellow; becomes red, green and blue.</param>
    /// <param name="isComplement">True for colours that were kept as YCbCr (YCCK): that is the inks as they are.</param>
    private static void AddBlack(byte[] black, byte[] pixels, bool isComplement)
    {
        for (int i = 0; i < pixels.Length; i++)
        {
            int ink = isComplement ? pixels[i] : 255 - pixels[i], light = black[i / 3], product = ink * light + 128;
            pixels[i] = (byte)Math.Max(0, light - (((product >> 8) + product) >> 8));
        }
    }
}
