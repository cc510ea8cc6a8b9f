using System.IO.Compression;

namespace ModelOps.Core.Tests.Models;

public sealed class ModelExportTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly Workspace _workspace;
    private readonly string _id = TestModels.Id("export");

    public ModelExportTests() => _workspace = _home.Open();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Safetensors_hold_the_same_tensors_and_the_configuration()
    {
        var model = RealModel.Add(_workspace, _id);

        var export = _workspace.Models.Export(_id, ExportFormat.SafeTensors, _home.File("out", "deep"));

        Assert.Equal(_home.File("out", "deep", $"digits-{_id[..8]}.safetensors"), export.Path);
        Assert.Equal(("SafeTensors", _id, new FileInfo(export.Path).Length, FileHash.Sha256(export.Path)),
            (export.Format, export.ModelId, export.Bytes, export.Sha256));
        using var exported = SafetensorsFile.Open(export.Path);
        using var own = SafetensorsFile.Open(Path.Combine(model.Path, "model.safetensors"));
        Assert.Equal("pt", exported.Metadata["format"]);
        Assert.Equal(RealModel.Configuration(_id).ToJson(), exported.Metadata["modelops.config"]);
        Assert.Equal(own.Tensors.Keys.Order(), exported.Tensors.Keys.Order());
        foreach (var tensor in own.Tensors.Values)
        {
            var a = new byte[tensor.Length];
            var b = new byte[tensor.Length];
            own.Read(tensor.Name, a);
            exported.Read(tensor.Name, b);
            Assert.Equal(a, b);
            Assert.Equal(tensor.DType, exported.Tensors[tensor.Name].DType);
            Assert.Equal(tensor.Shape, exported.Tensors[tensor.Name].Shape);
        }
    }

    [Fact]
    public void A_zip_holds_the_three_files_uncompressed_and_is_the_same_each_time()
    {
        var model = RealModel.Add(_workspace, _id);

        var export = _workspace.Models.Export(_id, ExportFormat.Zip, _home.File("a"));
        var again = _workspace.Models.Export(_id, ExportFormat.Zip, _home.File("b"));

        Assert.Equal(export.Sha256, again.Sha256);
        Assert.Equal(FileHash.Sha256(export.Path), export.Sha256);
        using var zip = ZipFile.OpenRead(export.Path);
        Assert.Equal(["model.safetensors", "config.json", "profile.yaml"], zip.Entries.Select(e => e.FullName));
        Assert.All(zip.Entries, e => Assert.Equal(e.Length, e.CompressedLength));
        foreach (var entry in zip.Entries)
        {
            var content = new MemoryStream();
            using (var stream = entry.Open())
                stream.CopyTo(content);
            Assert.Equal(File.ReadAllBytes(Path.Combine(model.Path, entry.FullName)), content.ToArray());
        }
    }

    [Fact]
    public void A_file_that_is_there_needs_force()
    {
        RealModel.Add(_workspace, _id);
        var first = _workspace.Models.Export(_id, ExportFormat.SafeTensors, _home.File("out"));
        File.WriteAllText(first.Path, "mine");

        var error = Assert.Throws<ModelOpsException>(() => _workspace.Models.Export(_id, ExportFormat.SafeTensors, _home.File("out")));
        Assert.Equal((ErrorKind.AlreadyExists, "FileExists"), (error.Kind, error.ErrorId));
        Assert.Equal("mine", File.ReadAllText(first.Path));

        Assert.Equal(first.Sha256, _workspace.Models.Export(_id, ExportFormat.SafeTensors, _home.File("out"), force: true).Sha256);
        Assert.Single(Directory.EnumerateFiles(_home.File("out")));
        Assert.Equal("DestinationIsFile",
            Assert.Throws<ModelOpsException>(() => _workspace.Models.Export(_id, ExportFormat.Zip, first.Path)).ErrorId);
    }

    [Theory]
    [InlineData(ExportFormat.Zip)]
    [InlineData(ExportFormat.SafeTensors)]
    public void Weights_that_are_not_what_was_registered_are_not_exported(ExportFormat format)
    {
        var model = RealModel.Add(_workspace, _id);
        var weights = Path.Combine(model.Path, "model.safetensors");
        var bytes = File.ReadAllBytes(weights);
        bytes[^1] ^= 1;
        File.WriteAllBytes(weights, bytes);

        Assert.Equal(
            "ModelDamaged", Assert.Throws<ModelOpsException>(() => _workspace.Models.Export(_id, format, _home.File("out"))).ErrorId);
        File.Delete(weights);
        Assert.Equal(
            "ModelDamaged", Assert.Throws<ModelOpsException>(() => _workspace.Models.Export(_id, format, _home.File("out"))).ErrorId);
        Assert.False(Directory.Exists(_home.File("out")));
    }

    [Fact]
    public void A_model_in_training_gives_its_newest_sound_checkpoint()
    {
        var session = TestModels.Id("session");
        RealModel.AddInTraining(_workspace, _id, session, 10, 20, 30);
        File.WriteAllText(Path.Combine(_workspace.Home.Checkpoints(session), "step-00000030", "model.safetensors"), "torn");

        var export = _workspace.Models.Export(_id, ExportFormat.SafeTensors, _home.File("out"));

        Assert.Equal(20, RealModel.ValueOf(export.Path));
    }

    [Fact]
    public void A_model_without_weights_is_refused()
    {
        RealModel.AddInTraining(_workspace, _id, TestModels.Id("session"));

        var error = Assert.Throws<ModelOpsException>(() => _workspace.Models.Export(_id, ExportFormat.Zip, _home.File("out")));
        Assert.Equal((ErrorKind.Conflict, "ModelHasNoWeights"), (error.Kind, error.ErrorId));
    }
}
