namespace ModelOps.Core.Tests.Datasets;

public sealed class JsonlImportTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly Workspace _workspace;

    public JsonlImportTests() => _workspace = _home.Open();

    public void Dispose() => _home.Dispose();

    private Dataset Import(string text, string? label = null, bool regress = false)
    {
        var path = _home.File("lines.jsonl");
        File.WriteAllText(path, text);
        return _workspace.Datasets.Import(new DatasetImport { Path = path, LabelColumn = label, Regress = regress, Force = true });
    }

    private string Problems(string text, string? label = null)
    {
        var error = Assert.Throws<ModelOpsException>(() => Import(text, label));
        Assert.Equal(ErrorKind.InvalidInput, error.Kind);
        return error.Message;
    }

    /// <summary>The bytes, or escapes, of a text that is none: in a name, in a value, in a label, in the first line.</summary>
    [Theory]
    [InlineData("{\"a\":1,\"l\":\"x\"}\n{\"a\":2,\"l\":\"\u00e4\"}", 2)]
    [InlineData("{\"a\":1,\"l\":\"x\"}\n{\"\u00e4\":2,\"l\":\"x\"}", 2)]
    [InlineData("{\"a\u00e4\":1,\"l\":\"x\"}\n{\"a\":2,\"l\":\"x\"}", 1)]
    [InlineData("{\"a\":1,\"l\":\"x\"}\n{\"a\":2,\"l\":\"\\ud800\"}", 2)]
    public void TextThatIsNotUtf8IsNamedByItsLine(string text, int line)
    {
        using var home = new TempHome();
        var path = home.File("latin.jsonl");
        File.WriteAllBytes(path, System.Text.Encoding.Latin1.GetBytes(text));
        using var workspace = home.Open();
        var error = Assert.Throws<ModelOpsException>(() => workspace.Datasets.Import(new DatasetImport { Path = path }));
        Assert.Equal("DatasetRowsInvalid", error.ErrorId);
        Assert.Contains($"line {line}: holds text that is not UTF-8", error.Message);
    }

    [Fact]
    public void Fields_are_columns_in_the_order_of_the_first_line_whatever_the_order_of_the_others()
    {
        var dataset = Import("{\"a\":1.5,\"b\":true,\"kind\":\"x\"}\r\n\r\n{\"kind\":\"y\",\"b\":false,\"a\":-2e-1}\n");

        Assert.Equal(("jsonl", 2L, "kind", Dataset.Classify), (dataset.Format, dataset.Samples, dataset.LabelColumn, dataset.Task));
        Assert.Equal(["a", "b"], dataset.Columns);
        Assert.Equal(["x", "y"], dataset.Classes);
        var content = _workspace.Datasets.Load(dataset);
        Assert.Equal([1.5f, 1, -0.2f, 0], content.Features);
        Assert.Equal([0, 1], content.Labels!);
    }

    [Fact]
    public void The_label_is_found_by_name_in_any_case_and_by_index()
    {
        const string text = "{\"Kind\":\"x\",\"a\":1}\n{\"Kind\":\"y\",\"a\":2}";
        Assert.Equal("Kind", Import(text, "kind").LabelColumn);
        Assert.Equal("Kind", Import(text, "0").LabelColumn);
        Assert.Contains("'Kind'", Problems(text, "kinds"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", "2", "regress", true)]
    [InlineData("1", "2", "classify", false)]
    [InlineData("0.5", "2", "regress", false)]
    [InlineData("true", "false", "classify", false)]
    public void Labels_become_classes_or_numbers_as_in_tables(string first, string second, string task, bool regress) =>
        Assert.Equal(task, Import($"{{\"a\":1,\"l\":{first}}}\n{{\"a\":2,\"l\":{second}}}", regress: regress).Task);

    [Theory]
    [InlineData("{\"a\":[1],\"l\":1}", "column 'a'", "a list")]
    [InlineData("{\"a\":{\"b\":1},\"l\":1}", "column 'a'", "an object")]
    [InlineData("{\"a\":\"1\",\"l\":1}", "column 'a'", "the text '1'")]
    [InlineData("{\"a\":null,\"l\":1}", "column 'a'", "missing")]
    [InlineData("{\"l\":1}", "column 'a'", "missing")]
    [InlineData("{\"a\":1}", "column 'l'", "missing")]
    [InlineData("{\"a\":1,\"l\":[]}", "column 'l'", "a list")]
    [InlineData("{\"a\":1,\"l\":1,\"z\":2}", "column 'z'", "no such field")]
    [InlineData("{\"a\":1,\"a\":2,\"l\":1}", "column 'a'", "twice")]
    [InlineData("{\"a\":1e300,\"l\":1}", "column 'a'", "32 bits")]
    [InlineData("{\"a\":1e999,\"l\":1}", "column 'a'", "32 bits")]
    [InlineData("{\"a\":1,\"l\":1", "no JSON object", "")]
    [InlineData("[1,2]", "no JSON object", "")]
    [InlineData("{\"a\":1,\"l\":1} {}", "no JSON object", "")]
    public void What_does_not_fit_is_named_by_line_and_field(string line, string where, string what)
    {
        var message = Problems($"{{\"a\":1,\"l\":0}}\n\n{line}\n{{\"a\":3,\"l\":1}}\n");
        Assert.Contains("line 3", message, StringComparison.Ordinal);
        Assert.Contains(where, message, StringComparison.Ordinal);
        Assert.Contains(what, message, StringComparison.Ordinal);
        Assert.DoesNotContain("line 4", message, StringComparison.Ordinal);
        Assert.Empty(_workspace.Datasets.Find());
    }

    [Fact]
    public void Twenty_problems_are_shown_and_the_others_counted()
    {
        var message = Problems("{\"a\":1,\"l\":0}\n" + string.Concat(Enumerable.Repeat("{\"a\":\"x\",\"l\":0}\n", 100)));
        Assert.Contains("100 problems", message, StringComparison.Ordinal);
        Assert.Contains("line 21", message, StringComparison.Ordinal);
        Assert.DoesNotContain("line 22", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_longer_than_the_buffer_are_read()
    {
        var fields = string.Join(',', Enumerable.Range(0, 60_000).Select(i => $"\"f{i}\":{i}"));
        var dataset = Import($"{{{fields},\"l\":\"a\"}}\n{{{fields},\"l\":\"b\"}}\n");
        Assert.Equal([60_000], dataset.Shape);
        Assert.Equal(59_999, _workspace.Datasets.Load(dataset).Features[^1]);
    }
}
