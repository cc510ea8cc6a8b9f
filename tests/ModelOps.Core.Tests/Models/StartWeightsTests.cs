namespace ModelOps.Core.Tests;

/// <summary>Weights to start from: found by slot, model or path, and refused with every difference.</summary>
public sealed class StartWeightsTests : IDisposable
{
    private readonly TrainingHome home = new();
    private readonly NetworkPlan plan = NetworkPlan.Create(new MlpSpecification { Hidden = [4] }, [2], 2);

    public void Dispose() => home.Dispose();

    [Fact]
    public void EveryDifferenceIsNamed()
    {
        var path = Write("other.safetensors", ("0.weight", [4, 3]), ("2.weight", [2, 4]), ("2.bias", [2]), ("head.weight", [2, 2]));
        var error = Assert.Throws<ModelOpsException>(() => StartWeights.Find(home.Workspace, path).Check(plan));
        Assert.Equal(("StartWeightsDoNotFit", ErrorKind.InvalidInput), (error.ErrorId, error.Kind));
        Assert.Contains("(differences: 3)", error.Message, StringComparison.Ordinal);
        Assert.Contains("other shape: 0.weight is [4, 3], the network has [4, 2]", error.Message, StringComparison.Ordinal);
        Assert.Contains("missing: 0.bias [4]", error.Message, StringComparison.Ordinal);
        Assert.Contains("unexpected: head.weight [2, 2]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingStartsFromWeightsThatDoNotFit()
    {
        var path = Write("other.safetensors", ("0.weight", [9, 9]));
        Assert.Equal("StartWeightsDoNotFit", Assert.Throws<ModelOpsException>(() => Start(path)).ErrorId);
        Assert.Equal("StartWeightsNotFound", Assert.Throws<ModelOpsException>(() => Start("besst")).ErrorId);
        Assert.Equal("FileNotFound", Assert.Throws<ModelOpsException>(() => Start("./none.safetensors")).ErrorId);
        Assert.Empty(home.Workspace.Sessions.Find());
        Assert.False(Directory.Exists(home.Home.Sessions));
    }

    [Fact]
    public void AFileThatFitsIsCopiedIntoTheSession()
    {
        var path = Write("fits.safetensors", [.. plan.Tensors.Select(t => (t.Name, t.Shape.ToArray()))]);
        var session = Start(path);
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(Path.Combine(home.Home.Session(session.Id), StartWeights.FileName)));
        Assert.Equal(path, SessionFolder.ReadProfile(home.Home, session.Id).StartFrom);
    }

    private TrainingSession Start(string from) => home.Workspace.Trainings.Start(
        new() { Profile = TrainingHome.Name, Dataset = TrainingHome.Name, StartFrom = from });

    private string Write(string name, params (string Name, long[] Shape)[] tensors)
    {
        var path = Path.Combine(home.Path, name);
        AtomicFile.Write(path, stream => SafetensorsFile.Write(stream, [.. tensors.Select(t => TensorSource.Of(
            t.Name, "F32", t.Shape, new ReadOnlyMemory<float>(new float[t.Shape.Aggregate(1L, (a, b) => a * b)])))]));
        return path;
    }
}
