using System.Buffers.Binary;

namespace ModelOps.Core;

/// <summary>
/// Decodes JPEG (ITU-T T.81): baseline, extended and progressive with Huffman coding and 8 bits, grey or of three or four components, any
/// sampling. Transform, upsampling and colours are computed as libjpeg does by default, so that pixels are the same. Orientation and colour
/// profiles are passed over.
/// </summary>
internal sealed class JpegDecoder
{
    private const int StartOfImage = 0xD8;
    private const int EndOfImage = 0xD9;
    private const int StartOfScan = 0xDA;
    private const int QuantizationTables = 0xDB;
    private const int HuffmanTables = 0xC4;
    private const int RestartInterval = 0xDD;
    private const int Jfif = 0xE0;
    private const int Adobe = 0xEE;
    private const int Baseline = 0xC0;
    private const int Extended = 0xC1;
    private const int Progressive = 0xC2;

    /// <summary>Adobe's number for these colours, which JFIF always has.</summary>
    private const int YCbCr = 1;

    private readonly byte[] _file;
    private readonly int[][] _quantization = new int[4][];
    private readonly JpegHuffmanTable?[] _dc = new JpegHuffmanTable?[4];
    private readonly JpegHuffmanTable?[] _ac = new JpegHuffmanTable?[4];
    private JpegFrame? _frame;
    private int _restartInterval;
    private int? _adobeTransform;
    private bool _isJfif;
    private bool _scanned;

    private JpegDecoder(byte[] file) => _file = file;

    /// <summary>Null where the bytes end before the frame's header does.</summary>
    public static ImageHeader? Header(ReadOnlySpan<byte> start)
    {
        int at = 2;
        while (Next(start, ref at) is { } marker)
        {
            if (at + 2 > start.Length)
                return null;
            int length = BinaryPrimitives.ReadUInt16BigEndian(start[at..]);
            if (IsFrame(marker) || marker == StartOfScan)
            {
                if (at + length > start.Length)
                    return null;
                var frame = JpegFrame.Parse(CheckedFrame(marker), start.Slice(at + 2, Math.Max(0, length - 2)));
                return new ImageHeader(frame.Width, frame.Height, frame.Components.Length == 1 ? 1 : 3);
            }
            at += length;
        }
        return null;
    }

    public static Raster Decode(byte[] file) => new JpegDecoder(file).Run();

    private Raster Run()
    {
        int at = 2;
        while (Next(_file, ref at) is { } marker and not EndOfImage)
        {
            if (marker is StartOfImage or (>= 0xD0 and <= 0xD7) or 0x01)
                continue;
            int length = at + 2 <= _file.Length ? BinaryPrimitives.ReadUInt16BigEndian(_file.AsSpan(at)) : 0;
            if (length < 2 || at + length > _file.Length)
                throw new InvalidDataException("it is cut short");
            var data = _file.AsSpan(at + 2, length - 2);
            at += length;
            if (marker == StartOfScan)
                at = Scan(data, at);
            else
                Read(marker, data);
        }
        if (_frame is null || !_scanned)
            throw new InvalidDataException("it has no picture in it, or is cut short");
        return new JpegPixels(_frame, _isJfif && _frame.Components.Length == 3 ? YCbCr : _adobeTransform).Render();
    }

    private void Read(int marker, ReadOnlySpan<byte> data)
    {
        if (IsFrame(marker))
        {
            if (_frame is not null)
                throw new InvalidDataException("it holds several pictures");
            _frame = JpegFrame.Parse(CheckedFrame(marker), data);
            _frame.Allocate();
            return;
        }
        switch (marker)
        {
            case QuantizationTables:
                ReadQuantization(data);
                break;
            case HuffmanTables:
                ReadHuffman(data);
                break;
            case RestartInterval:
                _restartInterval = BinaryPrimitives.ReadUInt16BigEndian(data);
                break;
            case Jfif when data.StartsWith("JFIF\0"u8):
                _isJfif = true;
                break;
            case Adobe when data.Length >= 12 && data.StartsWith("Adobe"u8):
                _adobeTransform = data[11];
                break;
        }
    }

    private void ReadQuantization(ReadOnlySpan<byte> data)
    {
        while (data.Length > 0)
        {
            var (wide, table) = (data[0] >> 4 != 0, data[0] & 15);
            if (table > 3 || data.Length < 1 + (wide ? 128 : 64))
                throw new InvalidDataException("a quantization table is damaged");
            var values = new int[64];
            for (int i = 0; i < 64; i++)
                values[JpegFrame.Natural[i]] = wide ? BinaryPrimitives.ReadUInt16BigEndian(data[(1 + 2 * i)..]) : data[1 + i];
            _quantization[table] = values;
            data = data[(1 + (wide ? 128 : 64))..];
        }
    }

    private void ReadHuffman(ReadOnlySpan<byte> data)
    {
        while (data.Length > 0)
        {
            var (kind, table) = (data[0] >> 4, data[0] & 15);
            if (kind > 1 || table > 3 || data.Length < 17)
                throw new InvalidDataException("a Huffman table is damaged");
            int count = 0;
            foreach (byte n in data.Slice(1, 16))
                count += n;
            if (count > 256 || data.Length < 17 + count)
                throw new InvalidDataException("a Huffman table is damaged");
            (kind == 0 ? _dc : _ac)[table] = new JpegHuffmanTable(data.Slice(1, 16), data.Slice(17, count));
            data = data[(17 + count)..];
        }
    }

    private int Scan(ReadOnlySpan<byte> header, int at)
    {
        var frame = _frame ?? throw new InvalidDataException("its header is missing");
        var bits = new JpegBitReader(_file, at);
        new JpegScan(frame, header, bits, _dc, _ac, _restartInterval).Decode();
        // A component's table is the one that holds when its first scan begins.
        foreach (var component in frame.Components)
            component.Quantization ??= _quantization[component.QuantizationTable];
        _scanned = true;
        return bits.End();
    }

    /// <summary>The next marker, and the position behind it; null at the end.</summary>
    private static int? Next(ReadOnlySpan<byte> file, ref int at)
    {
        while (at < file.Length)
        {
            if (file[at++] != 0xFF)
                continue;
            while (at < file.Length && file[at] == 0xFF)
                at++;
            if (at < file.Length && file[at] != 0)
                return file[at++];
        }
        return null;
    }

    private static bool IsFrame(int marker) => marker is >= 0xC0 and <= 0xCF and not HuffmanTables and not 0xC8 and not 0xCC;

    private static bool CheckedFrame(int marker) => marker switch
    {
        Baseline or Extended => false,
        Progressive => true,
        StartOfScan => throw new InvalidDataException("its header is missing"),
        0xC3 or 0xC7 or 0xCB or 0xCF => throw new InvalidDataException("it is a lossless JPEG, which isn't read; save it as PNG"),
        >= 0xC9 => throw new InvalidDataException("it is an arithmetically coded JPEG, which isn't read; save it as a usual JPEG or PNG"),
        _ => throw new InvalidDataException("it is a hierarchical JPEG, which isn't read; save it as a usual JPEG or PNG"),
    };
}
