using System.Buffers.Binary;

namespace ModelOps.Core;

/// <summary>One of a JPEG's components: a plane of blocks of 8 × 8 coefficients.</summary>
/// <param name="id">Its number in the file.</param>
/// <param name="across">Horizontal sampling factor.</param>
/// <param name="down">Vertical sampling factor.</param>
/// <param name="quantizationTable">Which table its coefficients were divided by.</param>
internal sealed class JpegComponent(int id, int across, int down, int quantizationTable)
{
    public int Id => id;
    public int Across => across;
    public int Down => down;
    public int QuantizationTable => quantizationTable;
    /// <summary>The table, from the component's first scan on.</summary>
    public int[]? Quantization { get; set; }
    /// <summary>Samples in a row and rows, as far as the picture goes.</summary>
    public int Width { get; private set; }
    public int Height { get; private set; }
    /// <summary>Blocks that hold part of the picture.</summary>
    public int BlocksAcross => (Width + 7) / 8;
    public int BlocksDown => (Height + 7) / 8;
    /// <summary>Blocks in a row of <see cref="Coefficients"/>: whole MCUs.</summary>
    public int Stride { get; private set; }
    public int Rows { get; private set; }
    /// <summary>64 coefficients a block, in natural order.</summary>
    public short[] Coefficients { get; private set; } = [];

    public void Place(JpegFrame frame)
    {
        Width = Divided(frame.Width * across, frame.MaxAcross);
        Height = Divided(frame.Height * down, frame.MaxDown);
        Stride = frame.McusAcross * across;
        Rows = frame.McusDown * down;
    }

    public void Allocate() => Coefficients = new short[checked(Stride * Rows * 64)];

    public Span<short> Block(int row, int column) => Coefficients.AsSpan((row * Stride + column) * 64, 64);

    private static int Divided(int a, int b) => (a + b - 1) / b;
}

/// <summary>A JPEG's frame header (T.81, B.2.2).</summary>
internal sealed class JpegFrame
{
    /// <summary>Place in a block of each coefficient in the file's zigzag order.</summary>
    public static ReadOnlySpan<byte> Natural =>
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    private JpegFrame(bool progressive, int width, int height, JpegComponent[] components)
    {
        (IsProgressive, Width, Height, Components) = (progressive, width, height, components);
        MaxAcross = components.Max(c => c.Across);
        MaxDown = components.Max(c => c.Down);
        McusAcross = (width + 8 * MaxAcross - 1) / (8 * MaxAcross);
        McusDown = (height + 8 * MaxDown - 1) / (8 * MaxDown);
        foreach (var component in components)
            component.Place(this);
    }

    public bool IsProgressive { get; }
    public int Width { get; }
    public int Height { get; }
    public JpegComponent[] Components { get; }
    public int MaxAcross { get; }
    public int MaxDown { get; }
    public int McusAcross { get; }
    public int McusDown { get; }

    public static JpegFrame Parse(bool progressive, ReadOnlySpan<byte> data)
    {
        if (data.Length < 6 || data.Length < 6 + 3 * data[5])
            throw new InvalidDataException("its header is damaged");
        if (data[0] != 8)
            throw new InvalidDataException($"it has {data[0]} bits a sample; 8 are read");
        int height = BinaryPrimitives.ReadUInt16BigEndian(data[1..]), width = BinaryPrimitives.ReadUInt16BigEndian(data[3..]);
        ImageReader.CheckSize(width, height);
        if (data[5] is not (1 or 3 or 4))
            throw new InvalidDataException($"it has {data[5]} components; grey, RGB and CMYK are read, so convert it");
        var components = new JpegComponent[data[5]];
        for (int i = 0; i < components.Length; i++)
        {
            var part = data.Slice(6 + 3 * i, 3);
            // A single component is not interleaved: its factors mean nothing.
            var (across, down) = components.Length == 1 ? (1, 1) : (part[1] >> 4, part[1] & 15);
            if (across is < 1 or > 4 || down is < 1 or > 4 || part[2] > 3)
                throw new InvalidDataException("its header is damaged");
            components[i] = new JpegComponent(part[0], across, down, part[2]);
        }
        return new JpegFrame(progressive, width, height, components);
    }

    public void Allocate() => Array.ForEach(Components, c => c.Allocate());
}
