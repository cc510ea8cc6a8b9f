using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace ModelOps.Core.Tests;

/// <summary>PNG files, read back by a decoder that is written here from the specification, and checked against Pillow's.</summary>
public sealed class PngTests
{
    /// <summary>
    /// chart.png was written by this library; check_png.py wrote the hash that Pillow decodes it to. The decoder here comes to the same,
    /// so that what it says of the other files counts.
    /// </summary>
    [Fact]
    public void Decoder_agrees_with_Pillow()
    {
        var png = Decoded.Read(File.ReadAllBytes(Repository.File("tests", "ModelOps.Core.Tests", "Charts", "chart.png")));
        var expected = File.ReadAllText(Repository.File("tests", "ModelOps.Core.Tests", "Charts", "chart.png.txt")).Split('\n');
        Assert.Equal(expected[0], $"{png.Width} {png.Height} RGB");
        Assert.Equal(expected[1], Convert.ToHexStringLower(SHA256.HashData(png.Pixels)));
    }

    [Fact]
    public void Pixels_come_back_as_they_were_drawn() => Property.Holds(ChartCases.Charts, chart =>
    {
        var scene = ChartLayout.Create(chart, new(320, null));
        var palette = ScenePalette.Of(ChartTheme.Dark);
        var bitmap = PngWriter.Draw(scene, 1, color => Rgb.Parse(palette[color]));
        var png = Decoded.Read(PngWriter.Write(scene, 1, color => palette[color]));
        Assert.Equal((bitmap.Width, bitmap.Height), (png.Width, png.Height));
        Assert.Equal(bitmap.Pixels, png.Pixels);
    });

    [Fact]
    public void Scale_gives_more_dots_and_says_how_dense_they_are()
    {
        var png = Decoded.Read(ChartFile.Png(ChartCases.Of([1, 2]), new() { Path = "a.png", Width = 400, Height = 300, Scale = 3 }));
        Assert.Equal((1200, 900), (png.Width, png.Height));
        Assert.Equal(11339, BinaryPrimitives.ReadInt32BigEndian(png.Chunks["pHYs"]));
        Assert.Contains("Title", png.Texts.Keys);
    }

    [Fact]
    public void Pen_of_one_pixel_covers_one_row_and_a_thinner_one_less()
    {
        var bitmap = new Bitmap(9, 5);
        var raster = new Rasterizer(bitmap);
        raster.Strokes([[new(0, 2.5), new(9, 2.5)]], 1, new(255, 255, 255), 1);
        Assert.Equal([0, 0, 255, 0, 0], Column(bitmap, 4));

        bitmap = new(9, 5);
        new Rasterizer(bitmap).Strokes([[new(0, 2), new(9, 2)], [new(0, 2), new(9, 2)]], 1, new(200, 200, 200), 0.5);
        Assert.Equal([0, 50, 50, 0, 0], Column(bitmap, 4));
    }

    [Fact]
    public void Circle_covers_its_area()
    {
        var bitmap = new Bitmap(41, 41);
        new Rasterizer(bitmap).Circle(new(20.3, 20.7), 15, new(255, 255, 255));
        double area = bitmap.Pixels.Where((_, i) => i % 3 == 0).Sum(p => p / 255.0);
        Assert.Equal(Math.PI * 15 * 15, area, 5.0);
    }

    [Fact]
    public void Dashes_have_their_lengths()
    {
        var dashes = DashedLine.Cut([new(0, 0), new(10, 0), new(10, 10)], [6, 2]).ToList();
        Assert.Equal([6.0, 6, 4], dashes.Select(Length));
        Assert.Equal([new(8, 0), new(10, 0), new(10, 4)], dashes[1]);

        static double Length(IReadOnlyList<ScenePoint> line) =>
            line.Zip(line.Skip(1)).Sum(p => Math.Abs(p.First.X - p.Second.X) + Math.Abs(p.First.Y - p.Second.Y));
    }

    [Fact]
    public void Font_has_ascii_and_the_letters_of_western_Europe()
    {
        var missing = StrokeFont.Strokes("\uFFFD", new(0, 0), 100, false).Single();
        var characters = Enumerable.Range(33, 94).Select(i => (char)i).Concat("äöüßÄÖÜéèêëáàâåçñíìîïóòôõúùûøæØÉÅ…–×°µ→");
        foreach (char c in characters)
        {
            var strokes = StrokeFont.Strokes(c.ToString(), new(0, 0), 100, false).ToList();
            Assert.NotEmpty(strokes);
            Assert.NotEqual(missing, strokes[0]);
            Assert.All(strokes.SelectMany(s => s), p => Assert.InRange(p.Y, -95, 30));
            double width = StrokeFont.Width(c.ToString(), 100);
            Assert.All(strokes.SelectMany(s => s), p => Assert.InRange(p.X, -5, width + 2));
        }
        Assert.Equal(missing, StrokeFont.Strokes("漢", new(0, 0), 100, false).Single());
    }

    [Fact]
    public void Text_that_is_too_long_is_cut_with_an_ellipsis()
    {
        Assert.Equal("abc", StrokeFont.Fit("abc", 100, 12));
        var cut = StrokeFont.Fit("a very long name of a training", 100, 12);
        Assert.EndsWith("…", cut);
        Assert.InRange(StrokeFont.Width(cut, 12), 60, 100);
    }

    private static byte[] Column(Bitmap bitmap, int x) =>
        [.. Enumerable.Range(0, bitmap.Height).Select(y => bitmap.Pixels[(y * bitmap.Width + x) * Bitmap.BytesPerPixel])];

    /// <summary>A PNG of true colour without interlacing.</summary>
    private sealed record Decoded(int Width, int Height, byte[] Pixels, Dictionary<string, byte[]> Chunks, Dictionary<string, string> Texts)
    {
        public static Decoded Read(byte[] file)
        {
            Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
            var chunks = new Dictionary<string, byte[]>();
            var texts = new Dictionary<string, string>();
            for (int at = 8; at < file.Length;)
            {
                int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
                var type = Encoding.ASCII.GetString(file, at + 4, 4);
                var data = file.AsSpan(at + 8, length).ToArray();
                Assert.Equal(Checksum(file.AsSpan(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)));
                if (type == "iTXt")
                    texts[Encoding.Latin1.GetString(data, 0, Array.IndexOf(data, (byte)0))] = Encoding.UTF8.GetString(data);
                chunks[type] = data;
                at += length + 12;
            }
            Assert.Equal("IEND", chunks.Keys.Last());
            var header = chunks["IHDR"];
            Assert.Equal([8, 2, 0, 0, 0], header[8..]);
            int width = BinaryPrimitives.ReadInt32BigEndian(header), height = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
            return new(width, height, Unfiltered(chunks["IDAT"], width, height), chunks, texts);
        }

        private static byte[] Unfiltered(byte[] data, int width, int height)
        {
            using var zlib = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
            using var raw = new MemoryStream();
            zlib.CopyTo(raw);
            var rows = raw.ToArray();
            int length = 3 * width;
            Assert.Equal(height * (length + 1), rows.Length);
            var pixels = new byte[height * length];
            for (int y = 0; y < height; y++)
            {
                byte filter = rows[y * (length + 1)];
                Assert.True(filter is 0 or 2);
                for (int i = 0; i < length; i++)
                {
                    int above = filter == 2 && y > 0 ? pixels[(y - 1) * length + i] : 0;
                    pixels[y * length + i] = (byte)(rows[y * (length + 1) + 1 + i] + above);
                }
            }
            return pixels;
        }

        /// <summary>CRC-32, a bit at a time.</summary>
        private static uint Checksum(ReadOnlySpan<byte> bytes)
        {
            uint crc = ~0u;
            foreach (byte b in bytes)
            {
                crc ^= b;
                for (int bit = 0; bit < 8; bit++)
                    crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
            return ~crc;
        }
    }
}
