using System.Globalization;

namespace ModelOps.Core;

/// <summary>Pixels, 3 bytes each: red, green, blue; rows from the top.</summary>
internal sealed class Bitmap(int width, int height)
{
    public const int BytesPerPixel = 3;

    public int Width => width;
    public int Height => height;
    public byte[] Pixels { get; } = new byte[checked(width * height * BytesPerPixel)];

    /// <summary>Mixes a colour into a pixel.</summary>
    /// <param name="x">Column.</param>
    /// <param name="y">Row.</param>
    /// <param name="color">The colour.</param>
    /// <param name="share">0 leaves the pixel, 1 replaces it.</param>
    public void Blend(int x, int y, Rgb color, double share)
    {
        int at = (y * width + x) * BytesPerPixel;
        Pixels[at] = Mix(Pixels[at], color.Red, share);
        Pixels[at + 1] = Mix(Pixels[at + 1], color.Green, share);
        Pixels[at + 2] = Mix(Pixels[at + 2], color.Blue, share);
    }

    private static byte Mix(byte from, byte to, double share) => (byte)(from + (to - from) * share + 0.5);
}

/// <summary>A colour.</summary>
internal readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    /// <summary>From #rrggbb.</summary>
    public static Rgb Parse(string text)
    {
        int value = int.Parse(text.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new((byte)(value >> 16), (byte)(value >> 8), (byte)value);
    }
}
