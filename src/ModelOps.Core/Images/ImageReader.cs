namespace ModelOps.Core;

/// <summary>What an image file's header says.</summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Channels">1 where it is grey, else 3.</param>
internal readonly record struct ImageHeader(int Width, int Height, int Channels);

/// <summary>
/// Reads PNG and JPEG, told by their content. What is wrong with a file is an InvalidDataException that says it in a clause.
/// </summary>
internal static class ImageReader
{
    /// <summary>More pixels than this are taken for damage: 2^26, 8192 × 8192.</summary>
    private const long MaxPixels = 1 << 26;
    /// <summary>Where a JPEG's header lies behind long descriptions.</summary>
    private const int HeaderBytes = 1 << 16;

    public static ImageHeader ReadHeader(string path)
    {
        if (FileReading.IsEmpty(path))
            throw new InvalidDataException("it has no bytes");
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        var start = new byte[Math.Min(HeaderBytes, RandomAccess.GetLength(file))];
        int read = RandomAccess.Read(file, start, 0);
        var header = Header(start.AsSpan(0, read)) ?? Header(File.ReadAllBytes(path));
        return header ?? throw new InvalidDataException("its header is cut short");
    }

    public static Raster Read(string path) => Decode(File.ReadAllBytes(path));

    /// <summary>Decodes a whole file.</summary>
    public static Raster Decode(byte[] file)
    {
        try
        {
            return IsPng(file) ? PngDecoder.Decode(file) : IsJpeg(file) ? JpegDecoder.Decode(file) : throw Unknown();
        }
        catch (IndexOutOfRangeException e)
        {
            throw new InvalidDataException("it is cut short or damaged", e);
        }
    }

    /// <summary>Refuses sizes that no picture of a dataset has before memory is taken for them.</summary>
    public static void CheckSize(int width, int height)
    {
        if (width < 1 || height < 1 || (long)width * height > MaxPixels)
            throw new InvalidDataException($"its header says {width} × {height} pixels; 1 to {MaxPixels} pixels are read");
    }

    /// <summary>Null where the bytes end before the header does.</summary>
    private static ImageHeader? Header(ReadOnlySpan<byte> start) =>
        IsPng(start) ? PngDecoder.Header(start) : IsJpeg(start) ? JpegDecoder.Header(start) : throw Unknown();

    private static bool IsPng(ReadOnlySpan<byte> start) => start.StartsWith(PngDecoder.Signature);

    private static bool IsJpeg(ReadOnlySpan<byte> start) => start is [0xFF, 0xD8, 0xFF, ..];

    private static InvalidDataException Unknown() => new("it is neither PNG nor JPEG");
}
