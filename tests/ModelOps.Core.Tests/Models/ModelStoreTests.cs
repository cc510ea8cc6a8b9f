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
        Assert.Equal(model with { ShortId = model.Id[..8], Metrics = found.Metrics }, found);
    }

    [Fact]
    public void IdsWithACommonBeginningGetLongerShortIds()
    {
        var first = "aaaaaaaa" + new string('0', 56);
        var second = "aaaaaaaaaa" + new string('1', 54);
        var third = "aaaaaaaaaa1" + new string('2', 53);
        Assert.Equal(8, TestModels.Add(workspace, TestModels.Create(home.Home, first)).ShortId.Length);
        TestModels.Add(workspace, TestModels.Create(home.Home, second));
        TestModels.Add(workspace, TestModels.Create(home.Home, third));

        Assert.Equal("aaaaaaaa0", workspace.Models.Get(first).ShortId);
        Assert.Equal("aaaaaaaaaa11", workspace.Models.Get(second).ShortId);
        Assert.Equal("aaaaaaaaaa12", workspace.Models.Get(third).ShortId);

        workspace.Models.Remove(second);
        Assert.Equal("aaaaaaaaa", workspace.Models.Get(third).ShortId);
        workspace.Models.Remove(first);
        Assert.Equal("aaaaaaaa", workspace.Models.Get(third).ShortId);
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
    public void AnUnknownNameIsRefusedWithTheNearest()
    {
        TestModels.Add(workspace, TestModels.Create(home.Home, TestModels.Id("x"), "digits-cnn"));
        var error = Assert.Throws<ModelOpsException>(() => workspace.Models.Get("digit-cnn"));
        Assert.Equal(("ModelNotFound", ErrorKind.NotFound), (error.ErrorId, error.Kind));
        Assert.Contains("Did you mean digits-cnn?", error.Message, StringComparison.Ordinal);
    }
}
