namespace ModelOps.Core;

/// <summary>Pixels of 8 bits, row by row from the top, channels interleaved.</summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Channels">1 (grey) or 3 (red, green, blue).</param>
/// <param name="Pixels">Width × Height × Channels values.</param>
internal sealed record Raster(int Width, int Height, int Channels, byte[] Pixels)
{
    /// <summary>The same picture in 1 or 3 channels. Grey is ITU-R BT.601's luma, in the fixed-point form of Pillow.</summary>
    public Raster WithChannels(int channels) => (Channels, channels) switch
    {
        (3, 1) => this with { Channels = 1, Pixels = ToGrey() },
        (1, 3) => this with { Channels = 3, Pixels = ToColour() },
        _ => this,
    };

    private byte[] ToGrey()
    {
        var grey = new byte[Pixels.Length / 3];
        for (int i = 0, from = 0; i < grey.Length; i++, from += 3)
            grey[i] = (byte)((Pixels[from] * 19595 + Pixels[from + 1] * 38470 + Pixels[from + 2] * 7471 + 0x8000) >> 16);
        return grey;
    }

    private byte[] ToColour()
    {
        var colour = new byte[Pixels.Length * 3];
        for (int i = 0, to = 0; i < Pixels.Length; i++, to += 3)
            colour[to] = colour[to + 1] = colour[to + 2] = Pixels[i];
        return colour;
    }

    /// <summary>Writes the pixels channel by channel, as networks take them: [channels, height, width].</summary>
    public void WritePlanes(Span<byte> planes)
    {
        int size = Width * Height;
        if (Channels == 1)
        {
            Pixels.CopyTo(planes);
            return;
        }
        for (int i = 0, from = 0; i < size; i++, from += 3)
        {
            planes[i] = Pixels[from];
            planes[size + i] = Pixels[from + 1];
            planes[2 * size + i] = Pixels[from + 2];
        }
    }
}
