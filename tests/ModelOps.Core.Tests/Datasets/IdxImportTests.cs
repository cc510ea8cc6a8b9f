using System.Buffers.Binary;
using System.IO.Compression;

namespace ModelOps.Core.Tests.Datasets;

public sealed class IdxImportTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly Workspace _workspace;

    public IdxImportTests() => _workspace = _home.Open();

    public void Dispose() => _home.Dispose();

    private static byte[] Idx(byte type, int[] dimensions, byte[] data)
    {
        var bytes = new byte[4 + 4 * dimensions.Length + data.Length];
        (bytes[2], bytes[3]) = (type, (byte)dimensions.Length);
        for (int i = 0; i < dimensions.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + 4 * i), dimensions[i]);
        data.CopyTo(bytes, 4 + 4 * dimensions.Length);
        return bytes;
    }

    private string Write(string name, byte[] content)
    {
        var path = _home.File("in", name);
        Directory.CreateDirectory(_home.File("in"));
        if (!name.EndsWith(".gz", StringComparison.Ordinal))
        {
            File.WriteAllBytes(path, content);
            return path;
        }
        using var gzip = new GZipStream(File.Create(path), CompressionMode.Compress);
        gzip.Write(content);
        return path;
    }

    private static byte[] Pixels(int count) => Enumerable.Range(0, count).Select(i => (byte)(i * 7)).ToArray();

    private Dataset Import(string path) => _workspace.Datasets.Import(new DatasetImport { Path = path });

    private ModelOpsException Refused(string path)
    {
        var error = Assert.Throws<ModelOpsException>(() => Import(path));
        Assert.Equal(ErrorKind.InvalidInput, error.Kind);
        Assert.Empty(_workspace.Datasets.Find());
        Assert.True(!Directory.Exists(_home.Home.Datasets) || !Directory.EnumerateFileSystemEntries(_home.Home.Datasets).Any());
        return error;
    }

    [Theory]
    [InlineData("train-images-idx3-ubyte", "train-labels-idx1-ubyte")]
    [InlineData("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz")]
    [InlineData("t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte.gz")]
    public void A_pair_becomes_images_of_one_channel(string images, string labels)
    {
        var path = Write(images, Idx(8, [3, 2, 4], Pixels(24)));
        Write(labels, Idx(8, [3], [7, 2, 7]));

        var dataset = Import(path);

        Assert.Equal(("idx", 3L, "classify", labels), (dataset.Format, dataset.Samples, dataset.Task, dataset.LabelColumn));
        Assert.Equal([1, 2, 4], dataset.Shape);
        Assert.Equal(["2", "7"], dataset.Classes);
        Assert.Empty(dataset.Columns);
        var content = _workspace.Datasets.Load(dataset);
        Assert.Equal(Pixels(24).Select(p => (float)p), content.Features);
        Assert.Equal([1, 0, 1], content.Labels!);
        using var stored = SafetensorsFile.Open(Path.Combine(dataset.Path, "data.safetensors"));
        Assert.Equal("U8", stored.Tensors["features"].DType);
    }

    [Fact]
    public void A_folder_with_one_pair_is_imported_under_its_name()
    {
        Write("train-images-idx3-ubyte", Idx(8, [2, 1, 1], [1, 2]));
        Write("train-images-idx3-ubyte.gz", Idx(8, [2, 1, 1], [1, 2]));
        Write("train-labels-idx1-ubyte", Idx(8, [2], [0, 1]));
        Write("readme.txt", "x"u8.ToArray());

        Assert.Equal("in", Import(_home.File("in")).Name);
    }

    [Fact]
    public void Folders_without_a_pair_or_with_several_are_refused()
    {
        Directory.CreateDirectory(_home.File("in"));
        Assert.Equal("DatasetFolderUnknown", Refused(_home.File("in")).ErrorId);
        var images = Write("train-images-idx3-ubyte", Idx(8, [1, 1, 1], [1]));
        Assert.Equal("IdxLabelsNotFound", Refused(_home.File("in")).ErrorId);
        Assert.Equal("IdxLabelsNotFound", Refused(images).ErrorId);
        Write("t10k-images-idx3-ubyte", Idx(8, [1, 1, 1], [1]));
        Assert.Contains("t10k-images-idx3-ubyte, train-images-idx3-ubyte", Refused(_home.File("in")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_labels_file_alone_is_refused_with_what_to_give() =>
        Assert.Equal("IdxImagesWanted", Refused(Write("train-labels-idx1-ubyte", Idx(8, [1], [1]))).ErrorId);

    public static TheoryData<byte[], string> Hostile => new()
    {
        { Idx(8, [3, 2, 4], Pixels(23)), "cut short" },
        { Idx(8, [3, 2, 4], Pixels(25)), "goes on" },
        { Idx(8, [3, 2, 4], [])[..9], "cut short" },
        { Idx(8, [3, 0, 4], []), "can't be" },
        { Idx(8, [3, -1, 4], []), "can't be" },
        { Idx(8, [int.MaxValue, int.MaxValue, int.MaxValue], []), "can't be" },
        { Idx(0x0D, [3, 2, 4], Pixels(96)), "0x0D" },
        { Idx(8, [3], Pixels(3)), "dimensions" },
        { Idx(8, [3, 1, 1, 1, 1], Pixels(3)), "dimensions" },
        { Idx(8, [4, 2, 4], Pixels(32)), "labels" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Files_that_lie_are_refused(byte[] images, string reason)
    {
        var path = Write("train-images-idx3-ubyte", images);
        Write("train-labels-idx1-ubyte", Idx(8, [3], [0, 1, 2]));

        Assert.Contains(reason, Refused(path).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_that_are_images_are_refused()
    {
        var path = Write("train-images-idx3-ubyte", Idx(8, [1, 1, 1], [1]));
        Write("train-labels-idx1-ubyte", Idx(8, [1, 1, 1], [1]));

        Assert.Equal("IdxInvalid", Refused(path).ErrorId);
    }
}
