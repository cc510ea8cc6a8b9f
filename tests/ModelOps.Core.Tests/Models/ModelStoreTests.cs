namespace ModelOps.Core.Tests;

public sealed class ModelStoreTests : IDisposable
{
    private readonly TempHome home = new();
    private readonly Workspace workspace;

    public ModelStoreTests() => workspace = home.Open();

    public void Dispose() => home.Dispose();

    [Fact]
    public void AModelComesBackAsItWasRegistered()
    {
        var model = TestModels.Create(home.Home, TestModels.Id("one")) with
        {
            Sha256 = TestModels.Id("weights"),
            SessionId = TestModels.Id("session"),
            Completed = DateTime.UtcNow,
        };
        TestModels.Add(workspace, model);

        var found = workspace.Models.Get(model.Id);

        Assert.Equal(model.Metrics, found.Metrics);
        Assert.Equal(model with { ShortId = model.Id[..8], Metrics = found.Metrics, FilesExist = false }, found);
    }

    [Fact]
    public void AnAmbiguousPrefixIsRefusedWithTheCandidates()
    {
        var first = "ab" + new string('0', 62);
        var second = "ab" + new string('1', 62);
        TestModels.Add(workspace, TestModels.Create(home.Home, first, "left"));
        TestModels.Add(workspace, TestModels.Create(home.Home, second, "right"));

        var error = Assert.Throws<ModelOpsException>(() => workspace.Models.Get("AB"));

        Assert.Equal("AmbiguousId", error.ErrorId);
        Assert.Contains("ab000000 (left", error.Message, StringComparison.Ordinal);
        Assert.Contains("ab111111 (right", error.Message, StringComparison.Ordinal);
        Assert.Equal(first, workspace.Models.Get("AB0").Id);
    }

    [Fact]
    public void ANameThatSeveralModelsHaveIsRefusedAndOneThatOneHasIsTaken()
    {
        TestModels.Add(workspace, TestModels.Create(home.Home, TestModels.Id("1"), "twice"));
        TestModels.Add(workspace, TestModels.Create(home.Home, TestModels.Id("2"), "twice"));
        TestModels.Add(workspace, TestModels.Create(home.Home, TestModels.Id("3"), "once"));
        Assert.Equal("AmbiguousId", Assert.Throws<ModelOpsException>(() => workspace.Models.Get("twice")).ErrorId);
        Assert.Equal(TestModels.Id("3"), workspace.Models.Get("Once").Id);
    }

    [Fact]
    public void ANameThatIsAlsoTheBeginningOfAnotherIdIsAmbiguous()
    {
        var id = "cafe" + new string('0', 60);
        TestModels.Add(workspace, TestModels.Create(home.Home, id, "a"));
        TestModels.Add(workspace, TestModels.Create(home.Home, TestModels.Id("b"), "cafe"));
        Assert.Equal("AmbiguousId", Assert.Throws<ModelOpsException>(() => workspace.Models.Get("cafe")).ErrorId);
        Assert.Equal(id, workspace.Models.Get(id).Id);
    }

    [Fact]
    public void RemovingAModelRemovesItsFiles()
    {
        var model = AddWithFiles("gone");
        workspace.Models.Remove(model.ShortId);
        Assert.Empty(workspace.Models.Find());
        Assert.Empty(Directory.EnumerateFileSystemEntries(home.Home.Models));
        Assert.Equal("ModelNotFound", Assert.Throws<ModelOpsException>(() => workspace.Models.Remove(model.Id)).ErrorId);
    }

    [Fact]
    public void RemovingAModelCanKeepItsFiles()
    {
        var model = AddWithFiles("kept");
        workspace.Models.Remove(model.Id, keepFiles: true);
        Assert.Empty(workspace.Models.Find());
        Assert.True(File.Exists(Path.Combine(model.Path, "model.safetensors")));
    }

    [Fact]
    public void VerifyNamesWhatIsWrong()
    {
        var model = AddWithFiles("sound");
        Assert.Empty(workspace.Models.Verify(model.Id));

        var weights = Path.Combine(model.Path, "model.safetensors");
        var bytes = File.ReadAllBytes(weights);
        bytes[^1] ^= 1;
        File.WriteAllBytes(weights, bytes);
        Assert.Contains("SHA-256", Assert.Single(workspace.Models.Verify(model.Id)), StringComparison.Ordinal);
        File.WriteAllBytes(weights, bytes[..^3]);
        Assert.Contains($"{bytes.Length - 3} bytes instead of {bytes.Length}", Assert.Single(workspace.Models.Verify(model.Id)),
            StringComparison.Ordinal);
        File.Delete(weights);
        File.WriteAllText(Path.Combine(model.Path, "config.json"), "[]");
        Assert.Equal(2, workspace.Models.Verify(model.Id).Count);
        Directory.Delete(model.Path, recursive: true);
        Assert.Contains("is missing", Assert.Single(workspace.Models.Verify(model.Id)), StringComparison.Ordinal);
    }

    /// <summary>A model with sound files.</summary>
    private Model AddWithFiles(string name)
    {
        var id = TestModels.Id(name);
        var folder = home.Home.Model("mlp", id);
        var weights = Path.Combine(folder, "model.safetensors");
        AtomicFile.Write(weights, stream => SafetensorsFile.Write(stream, [new("0.weight", "F32", [2], 8, s => s.Write(new byte[8]))]));
        File.WriteAllText(Path.Combine(folder, "config.json"), new ModelConfiguration
        {
            ModelId = id,
            Name = name,
            Network = new MlpSpecification { Hidden = [4] },
            InputShape = [2],
            Outputs = 2,
            Task = "classify",
        }.ToJson());
        return TestModels.Add(workspace, TestModels.Create(home.Home, id, name, network: "mlp") with
        {
            Sha256 = FileHash.Sha256(weights),
            SizeBytes = new FileInfo(weights).Length,
        });
    }

    [Fact]
    public void AnUnknownNameIsRefusedWithTheNearest()
    {
        TestModels.Add(workspace, TestModels.Create(home.Home, TestModels.Id("x"), "digits-cnn"));
        var error = Assert.Throws<ModelOpsException>(() => workspace.Models.Get("digit-cnn"));
        Assert.Equal(("ModelNotFound", ErrorKind.NotFound), (error.ErrorId, error.Kind));
        Assert.Contains("Did you mean digits-cnn?", error.Message, StringComparison.Ordinal);
    }
}
