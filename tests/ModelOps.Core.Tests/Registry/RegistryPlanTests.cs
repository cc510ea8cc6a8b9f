namespace ModelOps.Core.Tests;

/// <summary>
/// The statements that lists and look-ups use go by an index, however many models there are: no table is scanned, and none of the orders
/// that have an index is sorted by hand.
/// </summary>
public sealed class RegistryPlanTests : IDisposable
{
    private readonly TempHome home = new();
    private readonly Workspace workspace;

    public RegistryPlanTests() => workspace = home.Open();

    public void Dispose() => home.Dispose();

    public static TheoryData<string, ModelQuery> Queries => new()
    {
        { "newest", new() { Newest = 50 } },
        { "state", new() { State = ModelState.Completed, Newest = 50 } },
        { "network", new() { Network = "cnn", Newest = 50 } },
        { "format", new() { Format = "gguf", Newest = 50 } },
        { "tier", new() { Tier = ModelTier.Fast, Newest = 50 } },
        { "enabled", new() { Enabled = false, Newest = 50 } },
        { "tag", new() { Tag = "chat" } },
        { "by name", new() { OrderBy = ModelOrder.Name, Take = 50 } },
        { "by size", new() { OrderBy = ModelOrder.Size, Descending = true, Take = 50 } },
        { "by parameters", new() { OrderBy = ModelOrder.Parameters, Take = 50 } },
        { "a later page", new() { State = ModelState.Completed, Skip = 1000, Take = 50 } },
    };

    [Theory]
    [MemberData(nameof(Queries))]
    public void ListsOfModelsUseAnIndex(string what, ModelQuery query)
    {
        var (sql, arguments) = ModelSql.Of(query, "SELECT * FROM models ");
        // A tag's models are few: they are looked up one by one and sorted.
        AssertIndexed(what, sql, query.Tag is not null, arguments);
    }

    [Theory]
    [InlineData("SELECT * FROM models WHERE id = $1", "x")]
    [InlineData("SELECT * FROM models WHERE id >= $1 AND id < $2 ORDER BY id LIMIT 6", "a", "b")]
    [InlineData("SELECT * FROM models WHERE name = $1 ORDER BY created DESC, key DESC LIMIT 6", "x")]
    [InlineData("SELECT * FROM sessions WHERE id = $1", "x")]
    [InlineData("SELECT * FROM sessions WHERE 1 ORDER BY created DESC, key DESC LIMIT 50")]
    [InlineData("SELECT * FROM sessions WHERE 1 AND state IN ('completed') ORDER BY created DESC, key DESC LIMIT 50")]
    [InlineData("SELECT * FROM sessions WHERE state IN ('queued', 'starting', 'running', 'paused')")]
    [InlineData("SELECT * FROM metrics WHERE session = $1 AND step > $2 ORDER BY step", 1L, 0L)]
    [InlineData("SELECT * FROM metrics WHERE session = $1 AND name = $2 ORDER BY step DESC LIMIT 1", 1L, "x")]
    [InlineData("SELECT * FROM metrics WHERE sequence > $2 AND +session = $1 ORDER BY sequence", 1L, 5L)]
    [InlineData("SELECT * FROM logs WHERE session = $1 AND sequence > $2 ORDER BY sequence", 1L, 5L)]
    [InlineData("SELECT * FROM model_files WHERE path >= $1 AND path < $2", "a", "b")]
    [InlineData("SELECT * FROM model_files WHERE model = $1 ORDER BY position", 1L)]
    public void LookUpsUseAnIndex(string sql, params object[] arguments) => AssertIndexed(sql, sql, false, arguments);

    private void AssertIndexed(string what, string sql, bool maySort, object?[] arguments)
    {
        var plan = workspace.Registry.Read(c => c.Query("EXPLAIN QUERY PLAN " + sql, row => row.Text(3), arguments));
        Assert.NotEmpty(plan);
        Assert.All(plan, step =>
        {
            Assert.True(
                !step.StartsWith("SCAN", StringComparison.Ordinal) || step.Contains("USING", StringComparison.Ordinal), $"{what}: {step}");
            // Rows of one name have an order of their own, which is made as they come.
            bool sorts = step.Contains("USE TEMP B-TREE", StringComparison.Ordinal)
                && !step.Contains("RIGHT PART", StringComparison.Ordinal);
            Assert.True(maySort || !sorts, $"{what}: {step}");
        });
    }
}
