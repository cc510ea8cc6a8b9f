using System.Globalization;

namespace ModelOps.Core;

/// <summary>Size to bring images to.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Pixels in a row.</param>
public sealed record ImageSize(int Height, int Width)
{
    /// <summary>The longest side that images are brought to.</summary>
    public const int Longest = 4096;

    /// <summary>From "32" (a square) or "32x48" (height, width). InvalidInput ("ImageSizeInvalid") for anything else.</summary>
    public static ImageSize Parse(string text)
    {
        var sides = text.Split('x', 'X', '×').Select(Side).ToArray();
        return sides is [{ } height] ? new ImageSize(height, height)
            : sides is [{ } h, { } w] ? new ImageSize(h, w)
            : throw Error.Of(ErrorKind.InvalidInput, "ImageSizeInvalid", text, Longest);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Height}x{Width}");

    private static int? Side(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int side) && side is >= 1 and <= Longest ? side : null;
}
