namespace ModelOps.Core.Tests.Datasets;

public sealed class RecordImportTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly Workspace _workspace;

    public RecordImportTests() => _workspace = _home.Open();

    public void Dispose() => _home.Dispose();

    private enum Side
    {
        Left,
        Right,
    }

    private RecordImporter Begin(string name, bool force = false) =>
        _workspace.Datasets.Begin(new RecordImport { Name = name, LabelColumn = "label", Force = force });

    private Dataset Import(string name, params object?[][] rows)
    {
        using var records = Begin(name);
        foreach (var row in rows)
            records.Add([.. row.Select((value, i) => new RecordField(i == row.Length - 1 ? "label" : $"c{i}", value))]);
        return records.Complete();
    }

    [Fact]
    public void Numbers_of_all_kinds_text_truth_values_and_enumerations_become_samples()
    {
        var dataset = Import(
            "x", [1, 2.5, true, " 4.25 ", Side.Left], [(byte)2, 0.1m, false, "1e3", Side.Right], [3L, 1f / 3, true, "-0", Side.Left]);

        Assert.Equal(("objects", null, 3L), (dataset.Format, dataset.Source, dataset.Samples));
        Assert.Equal(["Left", "Right"], dataset.Classes);
        Assert.Equal([1, 2.5f, 1, 4.25f, 2, 0.1f, 0, 1000, 3, 1f / 3, 1, 0], _workspace.Datasets.Load(dataset).Features);
        Assert.Equivalent(dataset, _workspace.Datasets.Get("x"));
    }

    [Fact]
    public void Problems_name_the_object_and_leave_nothing()
    {
        var error = Assert.Throws<ModelOpsException>(
            () => Import("x", [1, "a"], [null, "b"], [new int[1], "a"], [DateTime.UtcNow, "a"], [double.NaN, "b"]));

        Assert.Equal("DatasetObjectsInvalid", error.ErrorId);
        foreach (var part in new[] { "object 2, column 'c0'", "object 3", "a list", "object 4", "DateTime", "object 5", "4 problems" })
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.Empty(_workspace.Datasets.Find());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.Home.Datasets));
    }

    [Fact]
    public void Records_given_up_half_way_leave_nothing()
    {
        using (var records = Begin("x"))
            records.Add([new RecordField("a", 1), new RecordField("label", 0)]);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.Home.Datasets));
    }

    [Fact]
    public void The_same_records_are_kept_once_and_others_need_force()
    {
        var first = Import("x", [1, 0], [2, 1]);
        Assert.Equal(first.Created, Import("x", [1, 0], [2, 1]).Created);
        Assert.Equal("DatasetExists", Assert.Throws<ModelOpsException>(() => Import("x", [1, 0], [3, 1])).ErrorId);

        using var records = Begin("x", force: true);
        records.Add([new RecordField("a", 1), new RecordField("label", 0)]);
        records.Add([new RecordField("label", 1), new RecordField("a", 5)]);
        Assert.NotEqual(first.Id, records.Complete().Id);
    }

    [Fact]
    public void A_file_and_objects_of_the_same_content_are_the_same_samples()
    {
        var path = _home.File("t.csv");
        File.WriteAllText(path, "c0,label\n1.5,a\n2.5,b\n");
        var file = _workspace.Datasets.Import(new DatasetImport { Path = path, Name = "file" });
        Assert.Equal(file.Id, Import("objects", [1.5, "a"], ["2.5", "b"]).Id);
    }

    [Fact]
    public void Records_go_to_the_disk_as_they_come()
    {
        const int width = 20;
        using var records = Begin("big");
        var fields = new RecordField[width + 1];
        object[] values = [0.5, 1.5, 2.5];
        for (int i = 0; i < 200_000; i++)
        {
            for (int column = 0; column < width; column++)
                fields[column] = new RecordField(Names[column], values[(i + column) % values.Length]);
            fields[width] = new RecordField("label", values[i % 2]);
            records.Add(fields);
        }
        const int buffered = 1 << 19; // what the spool may still hold back
        var spool = Directory.EnumerateFiles(_home.Home.Datasets, "*", SearchOption.AllDirectories).Max(f => new FileInfo(f).Length);
        Assert.InRange(spool, 200_000L * width * sizeof(float) - buffered, 200_000L * width * sizeof(float));
        Assert.Equal(200_000, records.Complete().Samples);
    }

    private static readonly string[] Names = [.. Enumerable.Range(0, 20).Select(i => $"c{i}")];
}
