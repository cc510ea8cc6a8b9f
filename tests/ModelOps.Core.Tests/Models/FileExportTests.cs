using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace ModelOps.Core.Tests.Models;

/// <summary>Export of models that ModelOps didn't train: their files come back byte for byte, from a zip too.</summary>
public sealed class FileExportTests : IDisposable
{
    private readonly TempHome home = new();
    private readonly TempHome other = new();
    private readonly Workspace workspace;

    public FileExportTests() => workspace = home.Open();

    public void Dispose()
    {
        home.Dispose();
        other.Dispose();
    }

    private Model Import(string path, bool copy) => workspace.Importer.Import(path, new() { Copy = copy });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OneFileIsExportedAsItIsAndNotAsALink(bool copy)
    {
        var path = GgufBuilder.Llama().Write(home.File("source", "tiny.gguf"));
        var model = Import(path, copy);
        var shares = new List<double>();

        var export = workspace.Models.Export(model.Id, ExportFormat.Gguf, home.File("out"), progress: new Shares(shares));

        Assert.Equal(home.File("out", $"tiny-{model.ShortId}.gguf"), export.Path);
        Assert.Equal((FileHash.Sha256(path), new FileInfo(path).Length), (export.Sha256, export.Bytes));
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(export.Path));
        Assert.Equal(1, shares[^1]);
        File.WriteAllText(export.Path, "another");
        Assert.True(workspace.Models.Test(model.Id).Sound);
        Assert.Equal("FileExists", Assert.Throws<ModelOpsException>(() =>
            workspace.Models.Export(model.Id, ExportFormat.Gguf, home.File("out"))).ErrorId);
        workspace.Models.Export(model.Id, ExportFormat.Gguf, home.File("out"), force: true);
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(export.Path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SeveralFilesAreAFolderOfThem(bool copy)
    {
        var folder = SafetensorsSample.Folder(home.File("source", "repo"), parts: 2);
        var model = Import(folder, copy);

        var export = workspace.Models.Export(model.Id, ExportFormat.SafeTensors, home.File("out"));

        AssertSameFiles(folder, export.Path);
        Assert.Equal("FileExists", Assert.Throws<ModelOpsException>(() =>
            workspace.Models.Export(model.Id, ExportFormat.SafeTensors, home.File("out"))).ErrorId);
        File.Delete(Path.Combine(export.Path, "config.json"));
        workspace.Models.Export(model.Id, ExportFormat.SafeTensors, home.File("out"), force: true);
        AssertSameFiles(folder, export.Path);
        Assert.Single(Directory.EnumerateFileSystemEntries(home.File("out")));
    }

    [Fact]
    public void OtherFormatsAreRefusedWithThoseThatWork()
    {
        var model = Import(GgufBuilder.Llama().Write(home.File("source", "tiny.gguf")), copy: false);
        var error = Assert.Throws<ModelOpsException>(() => workspace.Models.Export(model.Id, ExportFormat.SafeTensors, home.File("out")));
        Assert.Equal(("ModelNotExportable", ErrorKind.InvalidInput), (error.ErrorId, error.Kind));
        Assert.Contains("-Format Gguf", error.Message);
        Assert.Equal("ModelNotExportable",
            Assert.Throws<ModelOpsException>(() => workspace.Models.Export(model.Id, ExportFormat.Onnx, home.File("out"))).ErrorId);
        Assert.Equal("QuantizationOfImported", Assert.Throws<ModelOpsException>(() =>
            workspace.Models.Export(model.Id, ExportFormat.Gguf, home.File("out"), quantization: Quantization.Q8_0)).ErrorId);
        RealModel.Add(workspace, TestModels.Id("trained"));
        error = Assert.Throws<ModelOpsException>(() =>
            workspace.Models.Export(TestModels.Id("trained"), ExportFormat.Gguf, home.File("out")));
        Assert.Equal("NetworkNotExportable", error.ErrorId);
        Assert.Contains("-Format Onnx, SafeTensors or Zip", error.Message);
        Assert.Equal("QuantizationNotApplicable", Assert.Throws<ModelOpsException>(() => workspace.Models.Export(
            TestModels.Id("trained"), ExportFormat.Onnx, home.File("out"), quantization: Quantization.F16)).ErrorId);
        Assert.Equal("SlotNeedsTrainedModel", Assert.Throws<ModelOpsException>(() => workspace.Slots.Save("best", model.Id)).ErrorId);
        Assert.False(Directory.Exists(home.File("out")) && Directory.EnumerateFileSystemEntries(home.File("out")).Any());
    }

    [Fact]
    public void FilesThatChangedAreNotExported()
    {
        var path = GgufBuilder.Llama().Write(home.File("source", "tiny.gguf"));
        var model = Import(path, copy: false);
        using (var file = File.OpenWrite(path))
        {
            file.Position = file.Length - 1;
            file.WriteByte(0x55);
        }
        foreach (var format in new[] { ExportFormat.Gguf, ExportFormat.Zip })
            Assert.Equal("ModelDamaged", Assert.Throws<ModelOpsException>(() =>
                workspace.Models.Export(model.Id, format, home.File("out"))).ErrorId);
    }

    [Fact]
    public void AZipIsTheSameModelInAnotherHomeAndTheSameZipAgain()
    {
        var folder = SafetensorsSample.Folder(home.File("source", "repo"), parts: 2, template: "<think>");
        var model = Import(folder, copy: true);
        var export = workspace.Models.Export(model.Id, ExportFormat.Zip, home.File("out"));

        using var there = other.Open();
        var imported = there.Importer.Import(export.Path, new());

        Assert.Equal((model.Id, model.Name, model.Sha256, model.Created, true),
            (imported.Id, imported.Name, imported.Sha256, imported.Created, imported.Thinking));
        AssertSameFiles(model.Path, imported.Path);
        Assert.Equal(export.Sha256, there.Models.Export(imported.Id, ExportFormat.Zip, other.File("out")).Sha256);
        Assert.Equal(imported.Id, there.Importer.Import(export.Path, new()).Id);
        Assert.True(there.Models.Test(imported.Id).Sound);
        Assert.Single(Directory.EnumerateFileSystemEntries(other.Home.Models));
    }

    /// <summary>Names that a file can have on some systems only don't end in a package that Import-Model refuses.</summary>
    [Theory]
    [InlineData("odd [x] 'q' üñ 模型.gguf", true)]
    [InlineData("a?b*c<d>e|f:g\"h\\i.gguf", true)]
    [InlineData("a?b*c<d>e|f:g\"h\\i.gguf", false)]
    [InlineData("escape\u001b[31m.gguf", false)]
    [InlineData("a.partial-1-00000000.gguf", true)]
    public void AFileOfAnyNameComesBackFromItsZip(string name, bool copy)
    {
        if (OperatingSystem.IsWindows() && name.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) >= 0)
            name = "a'b.gguf";
        var path = GgufBuilder.Llama().Write(home.File("source", name));
        var model = Import(path, copy);
        var export = workspace.Models.Export(model.Id, ExportFormat.Zip, home.File("out"));

        using var there = other.Open();
        var imported = there.Importer.Import(export.Path, new());

        Assert.Equal(FileHash.Sha256(path), FileHash.Sha256(imported.WeightsPath));
        Assert.Equal((model.Name, model.Sha256), (imported.Name, imported.Sha256));
        Assert.DoesNotContain(imported.Name, char.IsControl);
        Assert.Equal(export.Sha256, there.Models.Export(imported.Id, ExportFormat.Zip, other.File("out")).Sha256);
        if (copy)
            Assert.Equal(model.Id, imported.Id);
    }

    public static TheoryData<string, Action<ZipArchive>> Hostile => new()
    {
        { "climbs out", zip => Add(zip, "../evil.gguf", "x") },
        { "has more", zip => Add(zip, "more.gguf", "x") },
        { "lacks a file", zip => zip.GetEntry("tiny.gguf")!.Delete() },
        { "another content", zip => { zip.GetEntry("tiny.gguf")!.Delete(); Add(zip, "tiny.gguf", "GGUF but another"); } },
        { "no json", zip => Replace(zip, "{") },
        { "no files", zip => Replace(zip, """{"id":"a","name":"n","imported":"2020-01-01T00:00:00Z","files":[]}""") },
        { "a path for a name", zip => Replace(zip, """{"id":"a","name":"n","imported":"2020-01-01T00:00:00Z","files":[{"name":"../../tiny.gguf","sha256":"00"}]}""") },
        { "itself", zip => Replace(zip, """{"id":"a","name":"n","imported":"2020-01-01T00:00:00Z","files":[{"name":"model.json","sha256":"00"}]}""") },
        { "a null", zip => Replace(zip, """{"id":"a","name":"n","imported":"2020-01-01T00:00:00Z","files":[null]}""") },
        { "a file twice", zip => Listed(zip, "tiny.gguf", "tiny.gguf") },
        { "names that differ in case only", zip => Listed(zip, "tiny.gguf", "TINY.gguf") },
        { "two models", zip => Listed(zip, "tiny.gguf", "other.gguf") },
        { "a part too few", zip => Listed(zip, "tiny-00001-of-00002.gguf") },
        { "no weights", zip => Listed(zip, "tiny.txt") },
        { "a name that steers a terminal", zip => Listed(zip, "tiny\u001b[31m.gguf") },
        { "nulls", zip => Replace(zip, """{"id":"a","name":"n","imported":"2020-01-01T00:00:00Z","files":[{"name":null,"sha256":null}]}""") },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void AZipThatIsNotWhatItSaysIsRefusedAndLeavesNothing(string what, Action<ZipArchive> change)
    {
        var model = Import(GgufBuilder.Llama().Write(home.File("source", "tiny.gguf")), copy: false);
        var path = workspace.Models.Export(model.Id, ExportFormat.Zip, home.File("out")).Path;
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Update))
            change(zip);
        using var there = other.Open();

        var error = Assert.Throws<ModelOpsException>(() => there.Importer.Import(path, new()));

        Assert.True(error.Kind == ErrorKind.Damaged, $"{what}: {error.Message}");
        Assert.Contains(path, error.Message);
        Assert.Empty(there.Models.Find());
        Assert.False(Directory.Exists(other.Home.Models) && Directory.EnumerateFileSystemEntries(other.Home.Models).Any());
        Assert.False(File.Exists(other.File("evil.gguf")));
    }

    /// <summary>Has the package hold the same file under these names.</summary>
    private static void Listed(ZipArchive zip, params string[] names)
    {
        using var copy = new MemoryStream();
        using (var stream = zip.GetEntry("tiny.gguf")!.Open())
            stream.CopyTo(copy);
        zip.GetEntry("tiny.gguf")!.Delete();
        foreach (var name in names.Distinct())
        {
            using var stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
            stream.Write(copy.ToArray());
        }
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(copy.ToArray()));
        Replace(zip, JsonSerializer.Serialize(new
        {
            id = new string('0', 64), name = "n", imported = "2020-01-01T00:00:00Z", files = names.Select(n => new { name = n, sha256 = hash }),
        }));
    }

    private static void Replace(ZipArchive zip, string json)
    {
        zip.GetEntry("model.json")!.Delete();
        Add(zip, "model.json", json);
    }

    private static void Add(ZipArchive zip, string name, string text)
    {
        using var stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        stream.Write(Encoding.UTF8.GetBytes(text));
    }

    private static void AssertSameFiles(string expected, string actual)
    {
        Assert.Equal(
            Directory.EnumerateFiles(expected).Select(f => (Path.GetFileName(f), FileHash.Sha256(f))).Order(),
            Directory.EnumerateFiles(actual).Select(f => (Path.GetFileName(f), FileHash.Sha256(f))).Order());
    }

    private sealed class Shares(List<double> shares) : IProgress<double>
    {
        public void Report(double value) => shares.Add(value);
    }
}
