using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests.Images;

public sealed class ImageReaderTests
{
    public static TheoryData<string> Whole => [.. ReferenceImage.All.Where(i => !i.Resized).Select(i => i.Name)];

    public static TheoryData<string> Resized => [.. ReferenceImage.All.Where(i => i.Resized).Select(i => i.Name)];

    private static string Hash(Raster image) => Convert.ToHexStringLower(SHA256.HashData(image.Pixels));

    [Theory]
    [MemberData(nameof(Whole))]
    public void Pixels_are_those_of_Pillow(string name)
    {
        var reference = ReferenceImage.Of(name);
        var image = ImageReader.Decode(reference.File);
        Assert.Equal((reference.Width, reference.Height, reference.Channels), (image.Width, image.Height, image.Channels));
        Assert.Equal(reference.Sha256, Hash(image));
    }

    [Theory]
    [MemberData(nameof(Resized))]
    public void Resized_pixels_are_those_of_Pillow(string name)
    {
        var reference = ReferenceImage.Of(name);
        var image = ImageScaler.Resize(ImageReader.Decode(reference.File), reference.Width, reference.Height);
        Assert.Equal((reference.Width, reference.Height, reference.Channels), (image.Width, image.Height, image.Channels));
        Assert.Equal(reference.Sha256, Hash(image));
    }

    [Fact]
    public void Headers_agree_with_the_pictures()
    {
        using var home = new TempHome();
        foreach (var reference in ReferenceImage.All.Where(i => !i.Resized))
        {
            var path = home.File("image");
            File.WriteAllBytes(path, reference.File);
            Assert.Equal(new ImageHeader(reference.Width, reference.Height, reference.Channels), ImageReader.ReadHeader(path));
        }
    }

    [Fact]
    public void Grey_becomes_colour_and_back()
    {
        var grey = new Raster(2, 1, 1, [7, 250]);
        Assert.Equal([7, 7, 7, 250, 250, 250], grey.WithChannels(3).Pixels);
        Assert.Equal(grey.Pixels, grey.WithChannels(3).WithChannels(1).Pixels);
        Assert.Equal([76, 150, 29], new Raster(3, 1, 3, [255, 0, 0, 0, 255, 0, 0, 0, 255]).WithChannels(1).Pixels);
        var planes = new byte[6];
        new Raster(2, 1, 3, [1, 2, 3, 4, 5, 6]).WritePlanes(planes);
        Assert.Equal([1, 4, 2, 5, 3, 6], planes);
    }

    [Fact]
    public void Every_file_cut_short_is_refused()
    {
        foreach (var reference in ReferenceImage.All.Where(i => !i.Resized))
        {
            // Of a JPEG the end marker may be missing; all else is needed.
            int needed = reference.Name.StartsWith("jpeg", StringComparison.Ordinal)
                ? reference.File.Length - 4
                : reference.File.Length - 1;
            foreach (int length in new[] { 0, 1, 3, 20, needed / 3, needed / 2, needed })
                Assert.Throws<InvalidDataException>(() => ImageReader.Decode(reference.File[..length]));
        }
    }

    private sealed record Damage(int Image, (double Place, byte Value)[] Changes);

    [Fact]
    public void P18_DamagedImagesAreRefusedOrDecodedNeverWorse()
    {
        var cases =
            from image in Gen.Choose(0, ReferenceImage.All.Count - 1)
            from changes in Gen.Zip(Gen.Choose(0, 9999).Select(p => p / 10000.0), ArbMap.Default.GeneratorFor<byte>()).NonEmptyListOf()
            select new Damage(image, [.. changes.Take(4)]);
        Property.Holds(cases, damage =>
        {
            var file = ReferenceImage.All[damage.Image].File.ToArray();
            foreach (var (place, value) in damage.Changes)
                file[(int)(place * file.Length)] = value;
            try
            {
                var image = ImageReader.Decode(file);
                Assert.Equal(image.Width * image.Height * image.Channels, image.Pixels.Length);
            }
            catch (InvalidDataException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }, 1000);
    }

    [Fact]
    public void Sizes_that_lie_are_refused_before_memory_is_taken()
    {
        var png = ReferenceImage.Of("png colour 2 depth 8 interlaced 0").File.ToArray();
        png.AsSpan(16, 8).Fill(0x7F);
        var checksum = Crc32.Append(0, png.AsSpan(12, 17));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), checksum);
        var error = Assert.Throws<InvalidDataException>(() => ImageReader.Decode(png));
        Assert.Contains("2139062143 × 2139062143", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GIF89a", "neither PNG nor JPEG")]
    [InlineData("", "neither PNG nor JPEG")]
    public void Other_files_are_refused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => ImageReader.Decode(System.Text.Encoding.ASCII.GetBytes(text))).Message, StringComparison.Ordinal);
}
