namespace ModelOps.Core.Tests;

/// <summary>A registry is filled from its folders, whatever somebody did to them.</summary>
public sealed class RegistryRebuildTests : IDisposable
{
    private readonly TempHome _home = new();

    public void Dispose() => _home.Dispose();

    private Workspace Rebuilt(Workspace before)
    {
        before.Dispose();
        File.Delete(_home.Home.RegistryFile);
        return _home.Open();
    }

    private static void Copy(string folder, string copy)
    {
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(folder))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
    }

    [Fact]
    public void CopiesOfModelsBesideThemAreLeftOutAndNamed()
    {
        var before = _home.Open();
        var trained = RealModel.Add(before, TestModels.Id("trained"));
        var imported = before.Importer.Import(GgufBuilder.Llama().Write(_home.File("tiny.gguf")), new() { Copy = true });
        string[] copies = [_home.File("models", $"backup_mlp_{trained.Id}"), _home.File("models", "old")];
        Copy(trained.Path, copies[0]);
        Copy(imported.Path, copies[1]);

        var after = Rebuilt(before);

        Assert.Equal(
            [(imported.Id, imported.Path), (trained.Id, trained.Path)], after.Models.Find().Select(m => (m.Id, m.Path)).OrderBy(m => m.Path));
        foreach (var (copy, own) in copies.Zip([trained.Path, imported.Path]))
        {
            var notice = Assert.Single(after.Notices, n => n.Contains(copy, StringComparison.Ordinal));
            Assert.Contains($"the same model as '{own}'", notice);
            Assert.True(Directory.Exists(copy));
        }
    }

    [Theory]
    [InlineData("""{"id":"x","name":"n","imported":"2020-01-01T00:00:00Z","files":[{"name":"tiny.gguf","sha256":"00"}]}""")]
    [InlineData("""{"id":"IDID","name":"n","imported":"2020-01-01T00:00:00Z","files":[{"name":"model.json","sha256":"00"}]}""")]
    [InlineData("""{"id":"IDID","name":"n","imported":"2020-01-01T00:00:00Z","files":[null]}""")]
    [InlineData("null")]
    public void ADescriptionThatIsNoneKeepsNoOtherModelAway(string json)
    {
        var before = _home.Open();
        var trained = RealModel.Add(before, TestModels.Id("trained"));
        var imported = before.Importer.Import(GgufBuilder.Llama().Write(_home.File("tiny.gguf")), new() { Copy = true });
        File.WriteAllText(Path.Combine(imported.Path, "model.json"), json.Replace("IDID", imported.Id, StringComparison.Ordinal));

        var after = Rebuilt(before);

        Assert.Equal(trained.Id, Assert.Single(after.Models.Find()).Id);
        Assert.Single(after.Notices, n => n.Contains(imported.Path, StringComparison.Ordinal));
    }

    [Fact]
    public void AnImportOfAModelsOwnFileIsThatModel()
    {
        var workspace = _home.Open();
        var copied = workspace.Importer.Import(GgufBuilder.Llama().Write(_home.File("tiny.gguf")), new() { Copy = true });
        Assert.Equal(copied.Id, workspace.Importer.Import(copied.WeightsPath, new()).Id);
        var trained = RealModel.Add(workspace, TestModels.Id("trained"));
        Assert.Equal(trained.Id, workspace.Importer.Import(trained.Path, new()).Id);
        Assert.Equal(2, workspace.Models.Find().Count);
        workspace.Models.Remove(copied.Id, keepFiles: true);
        Assert.Equal(copied.WeightsPath, workspace.Importer.Import(copied.WeightsPath, new()).WeightsPath);
    }
}
