namespace ModelOps.Core.Tests.Models;

public sealed class ModelQueryTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly Workspace _workspace;

    public ModelQueryTests()
    {
        _workspace = _home.Open();
        Add("alpha", 1_000, "safetensors", 1);
        Add("beta", 7_000_000_000, "gguf", 2);
        Add("gamma", 30_000_000_000, "gguf", 3);
        Add("delta", 8_000_000_000, "safetensors", 4, ModelState.Missing);
        _workspace.Models.Set("alpha", new() { Tags = ["Vision", "old"], Enabled = false });
        _workspace.Models.Set("gamma", new() { Tags = ["vision"], Thinking = true });
        _workspace.Models.Set("delta", new() { Tier = ModelTier.Fast });
    }

    public void Dispose() => _home.Dispose();

    private void Add(string name, long parameters, string format, int day, ModelState state = ModelState.Completed) => TestModels.Add(
        _workspace, TestModels.Create(_home.Home, TestModels.Id(name), name, state, created: new DateTime(2026, 1, day, 0, 0, 0, DateTimeKind.Utc)) with
        {
            Parameters = parameters, SizeBytes = parameters / 2, Format = format,
        });

    private string Names(ModelQuery query) => string.Join(" ", _workspace.Models.Find(query).Select(m => m.Name));

    [Fact]
    public void FiltersNarrow()
    {
        Assert.Equal("delta gamma beta alpha", Names(new()));
        Assert.Equal("gamma beta", Names(new() { Format = "GGUF" }));
        Assert.Equal("delta alpha", Names(new() { Tier = ModelTier.Fast }));
        Assert.Equal("beta", Names(new() { Tier = ModelTier.Balanced }));
        Assert.Equal("gamma alpha", Names(new() { Tag = "VISION" }));
        Assert.Equal("alpha", Names(new() { Enabled = false }));
        Assert.Equal("gamma", Names(new() { Tag = "vision", Enabled = true, Thinking = true, Format = "gguf" }));
        Assert.Equal("delta", Names(new() { State = ModelState.Missing }));
        Assert.Equal("gamma alpha", Names(new() { Pattern = "*a", Tag = "vision" }));
        Assert.Equal("beta", Names(new() { Pattern = TestModels.Id("beta")[..10] }));
        Assert.Equal("", Names(new() { Tag = "' OR 1 = 1 --" }));
    }

    [Fact]
    public void OrdersAndPages()
    {
        Assert.Equal("alpha beta delta gamma", Names(new() { OrderBy = ModelOrder.Name }));
        Assert.Equal("gamma delta beta alpha", Names(new() { OrderBy = ModelOrder.Parameters, Descending = true }));
        Assert.Equal("beta delta", Names(new() { OrderBy = ModelOrder.Size, Skip = 1, Take = 2 }));
        Assert.Equal("delta gamma", Names(new() { Newest = 2 }));
        Assert.Equal("gamma", Names(new() { Newest = 2, Skip = 1 }));
        Assert.Equal("beta delta gamma", Names(new() { Newest = 3, OrderBy = ModelOrder.Name }));
        Assert.Equal("beta gamma", Names(new() { Newest = 3, OrderBy = ModelOrder.Name, Format = "gguf" }));
    }

    [Fact]
    public void TagsChangeAsASet()
    {
        Assert.Equal(["new", "old"], _workspace.Models.Set("alpha", new() { AddTags = [" new "], RemoveTags = ["vision", "absent"] }).Tags);
        Assert.Equal(["new", "old", "vision"], _workspace.Models.Tags());
        Assert.Equal("gamma", Names(new() { Tag = "vision" }));
        _workspace.Models.Remove("alpha");
        Assert.Equal(["vision"], _workspace.Models.Tags());
    }

    [Fact]
    public void WhatCanNotBeIsRefusedAsAWhole()
    {
        static string ErrorOf(Action action) => Assert.Throws<ModelOpsException>(action).ErrorId;
        Assert.Equal("TagInvalid", ErrorOf(() => _workspace.Models.Set("alpha", new() { Enabled = true, AddTags = ["a\nb"] })));
        Assert.Equal("ModelNameInvalid", ErrorOf(() => _workspace.Models.Set("alpha", new() { Name = " " })));
        Assert.Equal("DescriptionInvalid", ErrorOf(() => _workspace.Models.Set("alpha", new() { Description = "\0" })));
        Assert.Equal("ModelNotFound", ErrorOf(() => _workspace.Models.Set("absent", new() { Name = "x" })));
        Assert.False(_workspace.Models.Get("alpha").Enabled);
    }

    [Fact]
    public void QueriesUseIndexes()
    {
        foreach (var query in new ModelQuery[]
        {
            new() { Take = 50 }, new() { Tier = ModelTier.Fast, Take = 50 }, new() { Format = "gguf", Take = 50 }, new() { Tag = "vision", Take = 50 },
            new() { Enabled = false, Take = 50 }, new() { OrderBy = ModelOrder.Parameters, Take = 50 }, new() { OrderBy = ModelOrder.Size, Take = 50 },
            new() { OrderBy = ModelOrder.Name, Take = 50 }, new() { State = ModelState.Failed, Take = 50 },
        })
        {
            var (sql, arguments) = ModelSql.Of(query, "SELECT * FROM models ");
            var plan = string.Join(
                "; ", _workspace.Registry.Read(c => c.Query("EXPLAIN QUERY PLAN " + sql, row => row.Text(3), arguments)));
            Assert.DoesNotContain("SCAN TABLE models;", plan + ";", StringComparison.Ordinal);
            Assert.DoesNotContain("SCAN models;", plan + ";", StringComparison.Ordinal);
        }
    }
}
