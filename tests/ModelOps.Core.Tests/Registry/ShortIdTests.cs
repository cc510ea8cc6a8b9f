using FsCheck.Fluent;

namespace ModelOps.Core.Tests;

/// <summary>A3: short ids, and what is found by a typed one.</summary>
public sealed class ShortIdTests : IDisposable
{
    private readonly TempHome place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public void ALaterModelWithTheSameBeginningGetsANumber()
    {
        var workspace = place.Open();
        var (first, second, third) = (Add(workspace, "a"), Add(workspace, "b"), Add(workspace, "c"));
        Assert.Equal(["abcdef01", "abcdef01-2", "abcdef01-3"], new[] { first, second, third }.Select(m => m.ShortId));

        foreach (var model in new[] { first, second, third })
        {
            Assert.Equal(model.Id, workspace.Models.Get(model.ShortId).Id);
            Assert.Equal(model.Id, workspace.Models.Get(model.ShortId.ToUpperInvariant()).Id);
            Assert.Equal(model.Id, workspace.Models.Get(model.Id[..12]).Id);
            Assert.Equal(model.Id, workspace.Models.Get(model.Id).Id);
        }
        var error = Assert.Throws<ModelOpsException>(() => workspace.Models.Get("abcdef0"));
        Assert.Equal("AmbiguousId", error.ErrorId);
        Assert.Contains("abcdef01 (", error.Message);
        Assert.Contains("abcdef01-2 (", error.Message);
        foreach (var unknown in new[] { "abcdef01-4", "abcdef01-1", "abcdef01-02x", "abcdef0-2", "abcdef012-2" })
            Assert.Equal(ErrorKind.NotFound, Assert.Throws<ModelOpsException>(() => workspace.Models.Get(unknown)).Kind);
    }

    [Fact]
    public void ListingsTakeAShortIdAsTheBeginningOfIdsAndOneWithANumberAsOne()
    {
        var workspace = place.Open();
        Add(workspace, "a");
        Add(workspace, "b");
        Assert.Equal(2, workspace.Models.Find("abcdef01").Count);
        Assert.Equal("abcdef01-2", Assert.Single(workspace.Models.Find("abcdef01-2")).ShortId);
        Assert.Empty(workspace.Models.Find("abcdef01-3"));
    }

    [Fact]
    public void WhatIsShownStaysWhenOthersComeAndGo()
    {
        var workspace = place.Open();
        var (first, second, third) = (Add(workspace, "a"), Add(workspace, "b"), Add(workspace, "c"));
        workspace.Models.Remove(second.Id);
        Assert.Equal("abcdef01-4", Add(workspace, "d").ShortId);
        workspace.Models.Remove(first.Id);
        Assert.Equal("abcdef01-3", workspace.Models.Get(third.Id).ShortId);
        Assert.Equal("AmbiguousId", Assert.Throws<ModelOpsException>(() => workspace.Models.Get("abcdef01")).ErrorId);
        workspace.Models.Remove("abcdef01-4");
        Assert.Equal(third.Id, workspace.Models.Get("abcdef01").Id);
        Assert.Equal("abcdef01", Add(workspace, "a").ShortId);
        Assert.Equal("abcdef01-2", Add(workspace, "b").ShortId);
    }

    [Fact]
    public void ANameThatIsAlsoAShortIdIsRefused()
    {
        var workspace = place.Open();
        Add(workspace, "a");
        var second = Add(workspace, "b");
        TestModels.Add(workspace, TestModels.Create(place.Home, TestModels.Id("other"), second.ShortId));
        Assert.Equal("AmbiguousId", Assert.Throws<ModelOpsException>(() => workspace.Models.Get(second.ShortId)).ErrorId);
        Assert.Equal(second.Id, workspace.Models.Get(second.Id[..16]).Id);
    }

    [Fact]
    public void SessionsAndWhatNamesAModelGoByTheSameShortIds()
    {
        using var home = new TrainingHome();
        var workspace = home.Workspace;
        Register(home, "a");
        var second = Register(home, "b");
        Assert.Equal(("abcdef01-2", "abcdef01-2"), (second.ShortId, second.ModelShortId));
        Assert.Equal(second.Id, workspace.Sessions.Get("abcdef01-2").Id);
        Assert.Equal(TestModels.Colliding("a"), workspace.Sessions.Get("ABCDEF01").Id);
        Assert.Equal("AmbiguousId", Assert.Throws<ModelOpsException>(() => workspace.Sessions.Get("abcd")).ErrorId);
        Assert.Contains(
            "abcdef01-2", Assert.Throws<ModelOpsException>(() => workspace.Sessions.Get("abcdef01-3")).Message, StringComparison.Ordinal);
        Assert.Equal(second.Id, Assert.Single(workspace.Models.Find("abcdef01-2")).SessionId);
    }

    [Fact]
    public void ASlotNamesItsModelAsItIsShown()
    {
        var workspace = place.Open();
        RealModel.Add(workspace, TestModels.Colliding("a"));
        var second = RealModel.Add(workspace, TestModels.Colliding("b"));
        Assert.Equal("abcdef01-2", workspace.Slots.Save("best", "abcdef01-2").ModelShortId);
        Assert.Equal("abcdef01-2", workspace.Slots.Get("best").ModelShortId);
        Assert.Equal("abcdef01-2", Assert.Single(workspace.Slots.Find()).ModelShortId);
        Assert.Equal("abcdef01-2", workspace.Slots.Test("best").ModelShortId);
        Assert.Equal("abcdef01-2", workspace.Slots.Export("best", ExportFormat.Zip, place.File("out")).ModelShortId);
        var export = workspace.Models.Export("abcdef01-2", ExportFormat.SafeTensors, place.File("out"));
        Assert.Equal(("abcdef01-2", "digits-abcdef01-2.safetensors"), (export.ModelShortId, Path.GetFileName(export.Path)));
        workspace.Models.Remove(second.Id);
        var restored = workspace.Slots.Restore("best");
        Assert.Equal((second.Id, "abcdef01-2"), (restored.Id, restored.ShortId));
    }

    /// <summary>A note of the numbers that can't be read costs no model: those in the registry keep theirs.</summary>
    [Fact]
    public void ANoteThatIsDamagedIsWrittenAgain()
    {
        var workspace = place.Open();
        Add(workspace, "a");
        Add(workspace, "b");
        File.WriteAllText(place.Home.ShortIdFile, "{ not JSON");
        Assert.Equal("abcdef01-3", Add(workspace, "c").ShortId);
        Assert.Contains(TestModels.Colliding("b"), File.ReadAllText(place.Home.ShortIdFile), StringComparison.Ordinal);
    }

    /// <summary>
    /// Models with few different beginnings come and go: what is shown of one never changes, is never another's, and finds it; any other
    /// beginning of an id finds the only model that has it, and is refused where several have.
    /// </summary>
    [Fact]
    public void A3_ShortIdsAreStableUniqueAndFound()
    {
        int run = 0;
        var step = from number in Gen.Choose(0, 7) from removes in Gen.Elements(false, false, true) select (number, removes);
        Property.Holds(step.ListOf(), steps =>
        {
            using var workspace = Workspace.Open(place.File($"property{run++}"));
            var present = new Dictionary<string, string>();
            foreach (var (number, removes) in steps)
            {
                var id = TestModels.Colliding($"{number}", number < 5 ? "abcdef01" : "abcdef02");
                if (removes)
                    workspace.Registry.Write(c => { Assert.Equal(present.Remove(id), workspace.ModelTable.Delete(c, id)); });
                else if (!present.ContainsKey(id))
                    present[id] = TestModels.Add(workspace, TestModels.Create(workspace.Home, id)).ShortId;
                foreach (var (other, shown) in present)
                    Assert.Equal(shown, workspace.Models.Get(other).ShortId);
                Assert.Equal(present.Count, present.Values.Distinct().Count());
            }
            foreach (var (id, shown) in present)
            {
                Assert.Equal(id, workspace.Models.Get(shown).Id);
                for (int length = 1; length <= 64; length++)
                    CheckPrefix(workspace, present, id[..length]);
            }
        });
    }

    /// <summary>
    /// A registry that is lost is filled from the folders with the same short ids, in whatever order models came and went.
    /// </summary>
    [Fact]
    public void A3_ShortIdsOutliveTheRegistry()
    {
        int run = 0;
        var steps = from order in Gen.Shuffle(Enumerable.Range(0, 4)) from removed in Gen.SubListOf(Enumerable.Range(0, 4)) select (order, removed);
        Property.Holds(steps, c =>
        {
            var home = place.File($"lost{run++}");
            Dictionary<string, string> before;
            using (var workspace = Workspace.Open(home))
            {
                foreach (int number in c.order)
                    RealModel.Add(workspace, TestModels.Colliding($"{number}"));
                foreach (int number in c.removed)
                    workspace.Models.Remove(TestModels.Colliding($"{number}"));
                before = workspace.Models.Find().ToDictionary(m => m.Id, m => m.ShortId);
            }
            File.Delete(Path.Combine(home, "modelops.db"));
            using var again = Workspace.Open(home);
            Assert.Equal(before, again.Models.Find().ToDictionary(m => m.Id, m => m.ShortId));
        });
    }

    private static void CheckPrefix(Workspace workspace, Dictionary<string, string> present, string prefix)
    {
        var meant = present.Where(m => m.Value == prefix).Select(m => m.Key).ToList();
        if (meant.Count == 0)
            meant = [.. present.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal))];
        if (meant is [var only])
            Assert.Equal(only, workspace.Models.Get(prefix).Id);
        else
            Assert.Equal("AmbiguousId", Assert.Throws<ModelOpsException>(() => workspace.Models.Get(prefix)).ErrorId);
    }

    private Model Add(Workspace workspace, string text) =>
        TestModels.Add(workspace, TestModels.Create(place.Home, TestModels.Colliding(text)));

    private static TrainingSession Register(TrainingHome home, string text)
    {
        var document = new SessionDocument
        {
            Id = TestModels.Colliding(text), ModelId = TestModels.Colliding($"model {text}"), ModelName = "queued", ProfileName = "p", DatasetName = "d",
            DatasetId = "d", Network = "mlp", Epochs = 1, Created = DateTime.UtcNow,
        };
        home.Workspace.Registry.Write(c => { SessionRegistration.Insert(home.Workspace, c, document, ProcessIdentity.Current); });
        return home.Workspace.Sessions.Get(document.Id);
    }
}
