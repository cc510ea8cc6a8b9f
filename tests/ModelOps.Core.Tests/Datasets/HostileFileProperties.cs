using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests.Datasets;

/// <summary>Whatever bytes a file has, importing it works or is refused with an error of ours, and leaves nothing half done.</summary>
public sealed class HostileFileProperties : IDisposable
{
    private readonly TempHome _home = new();
    private readonly Workspace _workspace;

    public HostileFileProperties() => _workspace = _home.Open();

    public void Dispose() => _home.Dispose();

    private static readonly Gen<byte[]> Text = Gen.Elements(
        ",", "\n", "\r", "\"", "\t", ";", " ", "1", "0", "-", ".", "e", "a", "ä", "\uFEFF", "1,2\n", "3,4\n", "\"\"", "nan", "9999999999")
        .ListOf().Select(parts => System.Text.Encoding.UTF8.GetBytes(string.Concat(parts)));

    private static readonly Gen<byte[]> Bytes = Gen.Choose(0, 255).Select(i => (byte)i).ListOf().Select(b => b.ToArray());

    private static readonly Gen<byte[]> IdxLike = Gen.Elements<byte>(0, 0, 0, 1, 2, 3, 8, 255).ListOf()
        .Select(b => (byte[])[0, 0, 8, .. b]);

    private static readonly Gen<byte[]> GzipLike = Bytes.Select(b => (byte[])[0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, .. b]);

    [Fact]
    public void Any_bytes_are_imported_or_refused() => Property.Holds(Gen.OneOf(Text, Text, Text, Bytes, IdxLike, GzipLike), bytes =>
    {
        var path = _home.File("train-images.csv");
        File.WriteAllBytes(path, bytes);
        File.WriteAllBytes(_home.File("train-labels.csv"), [0, 0, 8, 1, 0, 0, 0, 1, 7]);
        try
        {
            var dataset = _workspace.Datasets.Import(new DatasetImport { Path = path, Name = "x", Force = true });
            Assert.Equal(dataset.Samples * dataset.Shape.Aggregate(1, (a, b) => a * b), _workspace.Datasets.Load(dataset).Features.Length);
            _workspace.Datasets.Remove("x");
        }
        catch (ModelOpsException e)
        {
            Assert.Equal(ErrorKind.InvalidInput, e.Kind);
        }
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.Home.Datasets));
    }, 500);
}
