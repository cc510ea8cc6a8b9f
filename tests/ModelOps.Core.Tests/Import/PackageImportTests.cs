using System.IO.Compression;
using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests;

public sealed class PackageImportTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly TempHome _other = new();
    private readonly Workspace _workspace;
    private readonly Workspace _elsewhere;
    private readonly string _id = TestModels.Id("package");

    public PackageImportTests()
    {
        _workspace = _home.Open();
        _elsewhere = _other.Open();
    }

    public void Dispose()
    {
        _home.Dispose();
        _other.Dispose();
    }

    private string Package()
    {
        RealModel.Add(_workspace, _id);
        return _workspace.Models.Export(_id, ExportFormat.Zip, _home.File("out"), force: true).Path;
    }

    private ModelOpsException Refused(string path)
    {
        var error = Assert.Throws<ModelOpsException>(() => _elsewhere.Importer.Import(path, new()));
        Assert.Equal(ErrorKind.Damaged, error.Kind);
        Assert.Contains(path, error.Message);
        Assert.Empty(_elsewhere.Models.Find());
        Assert.DoesNotContain(Directory.EnumerateFiles(_other.Path, "*", SearchOption.AllDirectories),
            f => f.EndsWith(".safetensors", StringComparison.Ordinal));
        return error;
    }

    /// <summary>P13: what was exported and imported again, in another home, is exported byte for byte the same.</summary>
    [Fact]
    public void RoundTripsByteForByte() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(
        Gen.Choose(-1000, 1000).Two().ToArbitrary(), pair =>
        {
            var id = TestModels.Id($"{pair.Item1}/{pair.Item2}");
            if (_workspace.Models.Find(id).Count == 0)
                RealModel.Add(_workspace, id, pair.Item1 + (pair.Item2 / 1000f));
            var first = _workspace.Models.Export(id, ExportFormat.Zip, _home.File("out"), force: true);
            var model = _elsewhere.Importer.Import(first.Path, new());
            var second = _elsewhere.Models.Export(model.Id, ExportFormat.Zip, _other.File("out"), force: true);
            return model.Id == id && first.Sha256 == second.Sha256
                && File.ReadAllBytes(first.Path).AsSpan().SequenceEqual(File.ReadAllBytes(second.Path));
        }));

    [Fact]
    public void ItIsTheModelItWas()
    {
        var package = Package();
        var original = _workspace.Models.Get(_id);
        var model = _elsewhere.Importer.Import(package, new());
        Assert.Equal((original.Id, original.Sha256, "digits", "mlp", "digits-mlp", false),
            (model.Id, model.Sha256, model.Name, model.Network, model.ProfileName, model.InPlace));
        Assert.Equal(0.5, model.Metrics["validation_accuracy"]);
        Assert.Equal(_other.Home.Model("mlp", _id), model.Path);
        Assert.Empty(_elsewhere.Models.Verify(model.Id));
        Assert.Equal(model.Id, _elsewhere.Importer.Import(package, new()).Id);
        Assert.Single(_elsewhere.Models.Find());
    }

    [Fact]
    public void OtherWeightsOfTheSameIdBecomeAModelOfTheirOwn()
    {
        var package = Package();
        RealModel.Add(_elsewhere, _id, 5);
        var model = _elsewhere.Importer.Import(package, new());
        Assert.NotEqual(_id, model.Id);
        Assert.Equal(1, RealModel.ValueOf(model.WeightsPath));
        Assert.Equal(5, RealModel.ValueOf(_elsewhere.Models.Get(_id).WeightsPath));
        Assert.Equal(model.Id, _elsewhere.Importer.Import(package, new()).Id);
        Assert.Equal(model.Id, ModelConfiguration.FromJson(File.ReadAllText(Path.Combine(model.Path, "config.json")), "").ModelId);
    }

    [Theory]
    [InlineData("../../escaped.txt")]
    [InlineData("/tmp/escaped.txt")]
    [InlineData("..\\escaped.txt")]
    [InlineData("sub/model.safetensors")]
    [InlineData("model.safetensors")]
    public void APathThatDoesNotBelongThereIsRefused(string name)
    {
        var package = Package();
        using (var zip = ZipFile.Open(package, ZipArchiveMode.Update))
        using (var entry = zip.CreateEntry(name).Open())
            entry.Write("escaped"u8);
        Assert.Contains($"'{name}', which does not belong there", Refused(package).Message);
        Assert.False(File.Exists("/tmp/escaped.txt"));
    }

    [Fact]
    public void AZipBombIsRefusedBeforeItIsUnpacked()
    {
        var package = _home.File("bomb.zip");
        using (var zip = ZipFile.Open(package, ZipArchiveMode.Create))
        {
            using var entry = zip.CreateEntry("model.safetensors", CompressionLevel.SmallestSize).Open();
            var zeros = new byte[1 << 20];
            for (int i = 0; i < 100; i++)
                entry.Write(zeros);
        }
        Assert.Contains("unpack to 104857600", Refused(package).Message);
    }

    [Fact]
    public void AnEntryThatHoldsMoreThanItSaysIsRefused()
    {
        var package = Package();
        var bytes = File.ReadAllBytes(package);
        // The uncompressed size of the first entry, in the central directory (offset 24) and, where it stands, in the local header (22).
        int central = bytes.AsSpan().IndexOf("PK\x1\x2"u8);
        BitConverter.GetBytes(BitConverter.ToUInt32(bytes, central + 24) - 8).CopyTo(bytes, central + 24);
        File.WriteAllBytes(package, bytes);
        Refused(package);
    }

    [Fact]
    public void WhatIsNoPackageIsRefused()
    {
        File.WriteAllText(_home.File("text.zip"), "no zip");
        Refused(_home.File("text.zip"));
        var package = Package();
        using (var stream = File.OpenWrite(package))
            stream.SetLength(stream.Length / 2);
        Refused(package);
        using (var zip = ZipFile.Open(_home.File("empty.zip"), ZipArchiveMode.Create))
            zip.CreateEntry("config.json");
        Refused(_home.File("empty.zip"));
    }

    [Fact]
    public void DamagedWeightsAreRefused()
    {
        var package = Package();
        var bytes = File.ReadAllBytes(package);
        bytes[bytes.AsSpan().IndexOf("F32"u8)] = (byte)'X';
        File.WriteAllBytes(package, bytes);
        var error = Assert.Throws<ModelOpsException>(() => _elsewhere.Importer.Import(package, new()));
        Assert.Equal(ErrorKind.Damaged, error.Kind);
        Assert.Empty(_elsewhere.Models.Find());
    }

    [Fact]
    public void RandomDamageIsFoundOrDoesNotMatter() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(
        Gen.Choose(0, 1 << 20).Two().ToArbitrary(), pair =>
        {
            var package = _workspace.Models.Find().Count == 0 ? Package() : Directory.EnumerateFiles(_home.File("out"), "*.zip").First();
            var bytes = File.ReadAllBytes(package);
            bytes[pair.Item1 % bytes.Length] ^= (byte)(1 + (pair.Item2 % 255));
            var damaged = _home.File("damaged.zip");
            File.WriteAllBytes(damaged, bytes);
            try
            {
                var model = _elsewhere.Importer.Import(damaged, new());
                bool sound = _elsewhere.Models.Test(model.Id).Sound;
                _elsewhere.Models.Remove(model.Id);
                return sound;
            }
            catch (ModelOpsException)
            {
                return _elsewhere.Models.Find().Count == 0;
            }
        }));
}
