namespace ModelOps.Core.Tests.Models;

public sealed class ModelTestingTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("modelops-testing-").FullName;
    private readonly Workspace _workspace;

    public ModelTestingTests() => _workspace = _home.Open();

    public void Dispose()
    {
        _home.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private ModelTest Test(string id) => _workspace.Models.Test(id);

    [Fact]
    public void AnImportedModelIsComparedWithItsHash()
    {
        var path = GgufBuilder.Llama().Write(Path.Combine(_folder, "tiny.gguf"));
        var id = _workspace.Importer.Import(path, new()).Id;
        Assert.Equal((true, true, ModelState.Completed), (Test(id).Sound, Test(id).Hashed, Test(id).State));

        using (var stream = File.OpenWrite(path))
        {
            stream.Position = stream.Length - 1;
            stream.WriteByte(1);
        }
        Assert.Contains("SHA-256", Assert.Single(Test(id).Problems));
        Assert.Equal(ModelState.Failed, _workspace.Models.Get(id).State);

        using (var stream = File.OpenWrite(path))
            stream.SetLength(stream.Length - 1);
        Assert.Contains("bytes instead of", Assert.Single(Test(id).Problems));
        File.Delete(path);
        Assert.Contains("is missing", Assert.Single(Test(id).Problems));
        Assert.Equal(ModelState.Missing, _workspace.Models.Get(id).State);

        GgufBuilder.Llama().Write(path);
        Assert.Equal((true, ModelState.Completed), (Test(id).Sound, _workspace.Models.Get(id).State));
    }

    [Fact]
    public void OfAScannedModelSizesAndHeadersAreChecked()
    {
        var path = GgufBuilder.Llama().Write(Path.Combine(_folder, "tiny.gguf"));
        var time = File.GetLastWriteTimeUtc(path);
        _workspace.Scanner.Scan(_folder);
        Assert.Equal((true, false), (Test("tiny").Sound, Test("tiny").Hashed));
        File.WriteAllBytes(path, new byte[new FileInfo(path).Length]);
        Assert.Contains("written again", Assert.Single(Test("tiny").Problems));
        File.SetLastWriteTimeUtc(path, time);
        Assert.Contains("begin with 'GGUF'", Assert.Single(Test("tiny").Problems));
    }

    [Fact]
    public void ATrainedModelThatLostItsFilesIsMissingUntilTheyAreBack()
    {
        var model = RealModel.Add(_workspace, TestModels.Id("trained"));
        Assert.True(Test(model.Id).Sound);
        Directory.Move(model.Path, model.Path + "-away");
        Assert.False(Test(model.Id).Sound);
        Assert.Equal(ModelState.Missing, _workspace.Models.Get(model.Id).State);
        Directory.Move(model.Path + "-away", model.Path);
        Assert.Equal((true, ModelState.Completed), (Test(model.Id).Sound, _workspace.Models.Get(model.Id).State));
    }

    [Theory]
    [InlineData(ModelState.Training)]
    [InlineData(ModelState.Interrupted)]
    [InlineData(ModelState.Downloading)]
    [InlineData(ModelState.Failed)]
    public void AModelThatWasNeverCompleteIsNotSoundAndKeepsItsState(ModelState state)
    {
        var id = TestModels.Add(_workspace, TestModels.Create(_home.Home, TestModels.Id("x"), state: state)).Id;
        Assert.Contains($"it is {state}", Assert.Single(Test(id).Problems));
        Assert.Equal(state, _workspace.Models.Get(id).State);
    }

    [Fact]
    public void StatesFollowOneAnotherAsTheyMay()
    {
        Assert.True(ModelTransitions.IsAllowed(ModelState.Completed, ModelState.Missing));
        Assert.True(ModelTransitions.IsAllowed(ModelState.Completed, ModelState.Training)); // a run of it is extended
        Assert.False(ModelTransitions.IsAllowed(ModelState.Completed, ModelState.Downloading));
        Assert.False(ModelTransitions.IsAllowed(ModelState.Training, ModelState.Downloading));
        foreach (var state in Enum.GetValues<ModelState>())
            Assert.True(ModelTransitions.IsAllowed(state, state));
        Assert.Equal("ModelStateNotAllowed",
            Assert.Throws<ModelOpsException>(() => ModelTransitions.Check("x", ModelState.Completed, ModelState.Downloading)).ErrorId);
    }

    [Fact]
    public void ComparisonsShowWhatDiffers()
    {
        var first = RealModel.Add(_workspace, TestModels.Id("1"));
        var second = RealModel.Add(_workspace, TestModels.Id("2"));
        _workspace.Models.Set(second.Id, new() { Name = "other" });
        var profile = Path.Combine(second.Path, "profile.yaml");
        File.WriteAllText(profile, ProfileStore.ToYaml(new TrainingProfile { Name = "digits-mlp", Network = RealModel.Network, Epochs = 3, Optimizer = new() { Lr = 0.5 } }));

        var lines = _workspace.Models.Compare([first.Id, second.Id]);

        Assert.Equal(["Name"], lines.Where(l => l.Kind == ModelComparisonKind.Fact).Select(l => l.Name));
        Assert.Equal(["digits", "other"], lines[0].Values);
        Assert.Equal(["epochs", "optimizer.lr"], lines.Where(l => l.Kind == ModelComparisonKind.Setting).Select(l => l.Name));
        Assert.Equal("3", lines[^2].Values[1]);
        var all = _workspace.Models.Compare([first.Id, second.Id], includeEqual: true);
        Assert.Contains(all, l => l is { Kind: ModelComparisonKind.Metric, Name: "validation_accuracy", Differs: false });
        Assert.Equal("CompareNeedsTwo", Assert.Throws<ModelOpsException>(() => _workspace.Models.Compare([first.Id, first.Id])).ErrorId);
    }
}
