using System.Buffers.Binary;

namespace ModelOps.Core;

/// <summary>A PNG's IHDR.</summary>
internal sealed record PngHeader(int Width, int Height, int Depth, int ColourType, bool Interlaced)
{
    /// <summary>Bytes of the chunk's data.</summary>
    public const int Length = 13;

    public const int Grey = 0;
    public const int Colour = 2;
    public const int Indexed = 3;
    public const int GreyAlpha = 4;
    public const int ColourAlpha = 6;

    public bool IsGrey => ColourType is Grey or GreyAlpha;

    /// <summary>Values in a pixel of the file.</summary>
    public int Samples => ColourType switch { Colour => 3, GreyAlpha => 2, ColourAlpha => 4, _ => 1 };

    public static PngHeader Parse(ReadOnlySpan<byte> data, ReadOnlySpan<byte> type)
    {
        if (!type.SequenceEqual("IHDR"u8) || data.Length != Length)
            throw new InvalidDataException("its header is damaged");
        uint width = BinaryPrimitives.ReadUInt32BigEndian(data);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        ImageReader.CheckSize((int)Math.Min(width, int.MaxValue), (int)Math.Min(height, int.MaxValue));
        var (depth, colour) = (data[8], data[9]);
        bool known = (colour, depth) is (Grey, 1 or 2 or 4 or 8 or 16)
            or (Indexed, 1 or 2 or 4 or 8) or (Colour or GreyAlpha or ColourAlpha, 8 or 16);
        if (!known || data[10] != 0 || data[11] != 0 || data[12] > 1)
            throw new InvalidDataException($"its header is damaged (colour type {colour}, depth {depth})");
        return new PngHeader((int)width, (int)height, depth, colour, data[12] == 1);
    }
}
