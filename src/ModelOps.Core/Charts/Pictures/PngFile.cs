using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ModelOps.Core;

/// <summary>Writes pixels as a PNG file (W3C Portable Network Graphics, third edition): true colour, 8 bits a channel.</summary>
internal static class PngFile
{
    private const double DotsPerMetre = 96 / 0.0254;
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>
    /// The file. <paramref name="scale"/> dots are a pixel of a screen; <paramref name="texts"/> are kept with their keywords.
    /// </summary>
    public static byte[] Encode(Bitmap bitmap, int scale, IReadOnlyList<(string Keyword, string Text)> texts)
    {
        using var file = new MemoryStream();
        file.Write(Signature);
        Chunk(file, "IHDR", [.. Number(bitmap.Width), .. Number(bitmap.Height), 8, 2, 0, 0, 0]);
        var density = Number((int)Math.Round(DotsPerMetre * scale));
        Chunk(file, "pHYs", [.. density, .. density, 1]);
        foreach (var (keyword, text) in texts)
            Chunk(file, "iTXt", [.. Encoding.ASCII.GetBytes(keyword), 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(text.Replace('\0', ' '))]);
        Chunk(file, "IDAT", Compressed(bitmap));
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>The rows, each as the filter 'up': its difference from the row above, which for charts is mostly zero.</summary>
    private static byte[] Compressed(Bitmap bitmap)
    {
        const byte up = 2;
        int length = bitmap.Width * Bitmap.BytesPerPixel;
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var row = new byte[1 + length];
            row[0] = up;
            ReadOnlySpan<byte> above = new byte[length];
            for (int y = 0; y < bitmap.Height; y++)
            {
                var pixels = bitmap.Pixels.AsSpan(y * length, length);
                for (int i = 0; i < length; i++)
                    row[i + 1] = (byte)(pixels[i] - above[i]);
                zlib.Write(row);
                above = pixels;
            }
        }
        return data.ToArray();
    }

    private static void Chunk(Stream file, string type, ReadOnlySpan<byte> data)
    {
        file.Write(Number(data.Length));
        var name = Encoding.ASCII.GetBytes(type);
        file.Write(name);
        file.Write(data);
        file.Write(Number((int)Crc32.Append(Crc32.Append(0, name), data)));
    }

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
