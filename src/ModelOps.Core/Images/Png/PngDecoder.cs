using System.Buffers.Binary;
using System.IO.Compression;

namespace ModelOps.Core;

/// <summary>
/// Decodes PNG (ISO/IEC 15948): all colour types, depths and filters, interlaced or not. Of 16 bits the higher 8 are kept; transparency is
/// dropped.
/// </summary>
internal static class PngDecoder
{
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private const int ChunkOverhead = 12;

    /// <summary>Null where the bytes end before the header does.</summary>
    public static ImageHeader? Header(ReadOnlySpan<byte> start)
    {
        const int headerEnd = 8 + ChunkOverhead + PngHeader.Length;
        if (start.Length < headerEnd)
            return null;
        var header = PngHeader.Parse(Chunk(start, Signature.Length, out var type), type);
        return new ImageHeader(header.Width, header.Height, header.IsGrey ? 1 : 3);
    }

    public static Raster Decode(byte[] file)
    {
        int at = Signature.Length;
        var header = PngHeader.Parse(Chunk(file, at, out var first), first);
        byte[]? palette = null;
        using var compressed = new MemoryStream();
        for (at += ChunkOverhead + PngHeader.Length; ;)
        {
            var data = Chunk(file, at, out var type);
            at += ChunkOverhead + data.Length;
            if (type.SequenceEqual("PLTE"u8))
                palette = data.Length is > 0 and <= 768 && data.Length % 3 == 0
                    ? data.ToArray()
                    : throw new InvalidDataException("its palette is damaged");
            else if (type.SequenceEqual("IDAT"u8))
                compressed.Write(data);
            else if (type.SequenceEqual("IEND"u8))
                break;
            else if ((type[0] & 0x20) == 0)
                throw new InvalidDataException($"it needs a part that isn't known here ({System.Text.Encoding.ASCII.GetString(type)})");
        }
        if (header.ColourType == PngHeader.Indexed && palette is null)
            throw new InvalidDataException("its palette is missing");
        compressed.Position = 0;
        using var rows = new ZLibStream(compressed, CompressionMode.Decompress);
        return new PngPixels(header, palette, rows).Read();
    }

    /// <summary>The data of the chunk at a position, checked against its CRC.</summary>
    private static ReadOnlySpan<byte> Chunk(ReadOnlySpan<byte> file, int at, out ReadOnlySpan<byte> type)
    {
        if (file.Length - at < ChunkOverhead)
            throw new InvalidDataException("it is cut short");
        uint length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
        if (length > file.Length - at - ChunkOverhead)
            throw new InvalidDataException("it is cut short");
        type = file.Slice(at + 4, 4);
        var data = file.Slice(at + 8, (int)length);
        uint stored = BinaryPrimitives.ReadUInt32BigEndian(file[(at + 8 + (int)length)..]);
        if (Crc32.Append(0, file.Slice(at + 4, 4 + (int)length)) != stored)
            throw new InvalidDataException("it is damaged (a checksum is wrong)");
        return data;
    }
}
