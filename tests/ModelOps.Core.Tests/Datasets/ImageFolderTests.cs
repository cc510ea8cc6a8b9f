using ModelOps.Core.Tests.Images;

namespace ModelOps.Core.Tests.Datasets;

public sealed class ImageFolderTests : IDisposable
{
    private const string Colour = "jpeg 2x2";
    private const string Grey = "jpeg grey";
    private readonly TempHome _home = new();
    private readonly Workspace _workspace;
    private readonly string _folder;

    public ImageFolderTests()
    {
        _workspace = _home.Open();
        _folder = _home.File("pictures");
    }

    public void Dispose() => _home.Dispose();

    private void Put(string path, string reference) => Put(path, ReferenceImage.Of(reference).File);

    private void Put(string path, byte[] content)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
    }

    private Dataset Import(string? size = null, int? channels = null) => _workspace.Datasets.Import(new DatasetImport
    {
        Path = _folder,
        ImageSize = size is null ? null : ImageSize.Parse(size),
        ImageChannels = channels,
        Force = true,
    });

    private ModelOpsException Refused(string? size = null)
    {
        var error = Assert.Throws<ModelOpsException>(() => Import(size));
        Assert.Equal(ErrorKind.InvalidInput, error.Kind);
        Assert.Empty(_workspace.Datasets.Find());
        return error;
    }

    [Fact]
    public void Sub_folders_are_classes_and_images_keep_their_pixels()
    {
        Put("dog/b.jpg", Colour);
        Put("dog/deep/a.JPEG", Colour);
        Put("cat/x.png", ReferenceImage.Of("resize to 16 by 16").File);
        Put("cat/notes.txt", [1]);
        Put("empty/notes.txt", [1]);
        Put("cat/.hidden.png", [1]);

        var dataset = Import();

        Assert.Equal(("pictures", "images", 3L, Dataset.Classify), (dataset.Name, dataset.Format, dataset.Samples, dataset.Task));
        Assert.Equal([3, 29, 37], dataset.Shape);
        Assert.Equal(["cat", "dog"], dataset.Classes);
        var content = _workspace.Datasets.Load(dataset);
        Assert.Equal([0, 1, 1], content.Labels!);
        var planes = new byte[3 * 29 * 37];
        ImageReader.Decode(ReferenceImage.Of(Colour).File).WritePlanes(planes);
        Assert.Equal(planes.Select(p => (float)p), content.Features[planes.Length..(2 * planes.Length)]);
    }

    [Fact]
    public void All_grey_images_have_one_channel_unless_three_are_asked_for()
    {
        Put("a/1.jpg", Grey);
        Put("b/2.jpg", Grey);
        Assert.Equal([1, 19, 21], Import().Shape);
        Assert.Equal([3, 19, 21], Import(channels: 3).Shape);
    }

    [Fact]
    public void Sizes_that_differ_need_a_size()
    {
        Put("a/1.jpg", Grey);
        Put("b/2.jpg", Colour);
        var error = Refused();
        Assert.Equal("ImageSizesDiffer", error.ErrorId);
        Assert.Contains("1.jpg", error.Message, StringComparison.Ordinal);
        Assert.Contains("37 × 29", error.Message, StringComparison.Ordinal);
        Assert.Equal([3, 8, 12], Import("8x12").Shape);
        Assert.Equal([1, 8, 8], Import("8", channels: 1).Shape);
    }

    [Fact]
    public void Files_that_cannot_be_read_are_named_all_together()
    {
        Put("a/1.jpg", Colour);
        Put("a/2.jpg", "not an image"u8.ToArray());
        Put("b/3.png", ReferenceImage.Of(Colour).File[..100]);
        var error = Refused("16");
        Assert.Equal("ImagesInvalid", error.ErrorId);
        foreach (var part in new[] { "2 files", Path.Combine("a", "2.jpg"), Path.Combine("b", "3.png"), "neither PNG nor JPEG" })
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_damaged_behind_its_header_is_named()
    {
        Put("a/1.jpg", Colour);
        Put("b/2.jpg", ReferenceImage.Of(Colour).File[..^60]);
        Assert.Contains(Path.Combine("b", "2.jpg"), Refused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_of_other_formats_are_refused_by_name()
    {
        Put("a/1.jpg", Colour);
        Put("a/2.webp", [1]);
        Assert.Contains("2.webp", Refused().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("3x")]
    [InlineData("1x2x3")]
    [InlineData("99999")]
    [InlineData("big")]
    public void Sizes_that_are_none_are_refused(string size) =>
        Assert.Equal("ImageSizeInvalid", Assert.Throws<ModelOpsException>(() => ImageSize.Parse(size)).ErrorId);
}
