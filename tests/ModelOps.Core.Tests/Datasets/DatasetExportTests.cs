namespace ModelOps.Core.Tests.Datasets;

public sealed class DatasetExportTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly Workspace _workspace;

    public DatasetExportTests() => _workspace = _home.Open();

    public void Dispose() => _home.Dispose();

    private Dataset Import(string text, string? label = null)
    {
        var path = _home.File("t.csv");
        File.WriteAllText(path, text);
        return _workspace.Datasets.Import(new DatasetImport { Path = path, LabelColumn = label, Force = true });
    }

    [Theory]
    [InlineData("1,2,0\n3,4,1\n", null, "1,2,0\n3,4,1\n")]
    [InlineData("0,1,2\n1,3,4\n", "0", "0,1,2\n1,3,4\n")]
    [InlineData("x,y,l\n1,2,a\n3,4,b\n", null, "x,y,l\n1,2,a\n3,4,b\n")]
    [InlineData("l,y\na,2\nb,4\n", "l", "y,l\n2,a\n4,b\n")]
    public void Csv_reads_as_the_table_it_came_from(string text, string? label, string exported)
    {
        var dataset = Import(text, label);
        var export = _workspace.Datasets.Export("t", DatasetFormat.Csv, _home.File("out"));
        Assert.Equal(exported, File.ReadAllText(export.Path));
        Assert.Equal(("t.csv", "csv", dataset.Name), (Path.GetFileName(export.Path), export.Format, export.DatasetName));
    }

    [Fact]
    public void Columns_of_one_name_are_fields_of_several()
    {
        var dataset = Import("x,x_2,x,x,l\n1,2,3,4,a\n5,6,7,8,b\n");
        var export = _workspace.Datasets.Export("t", DatasetFormat.Jsonl, _home.File("out"));
        Assert.StartsWith("""{"x":1,"x_2":2,"x_3":3,"x_4":4,"l":"a"}""", File.ReadAllText(export.Path));
        var again = _workspace.Datasets.Import(new DatasetImport { Path = export.Path, Name = "again" });
        Assert.Equal(dataset.Shape, again.Shape);
    }

    [Fact]
    public void Safetensors_is_the_stored_file()
    {
        var dataset = Import("x,y,l\n1,2,a\n3,4,b\n");
        Assert.Equal(dataset.Id, _workspace.Datasets.Export("t", DatasetFormat.SafeTensors, _home.File("out")).Sha256);
    }

    [Fact]
    public void A_damaged_dataset_is_not_exported()
    {
        var dataset = Import("x,y,l\n1,2,a\n3,4,b\n");
        var data = Path.Combine(dataset.Path, "data.safetensors");
        var bytes = File.ReadAllBytes(data);
        bytes[^1] ^= 1;
        File.WriteAllBytes(data, bytes);
        foreach (var format in Enum.GetValues<DatasetFormat>())
        {
            var error = Assert.Throws<ModelOpsException>(() => _workspace.Datasets.Export("t", format, _home.File("out")));
            Assert.Equal((ErrorKind.Damaged, "DatasetDamaged"), (error.Kind, error.ErrorId));
        }
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.File("out")));
    }

    [Fact]
    public void A_file_that_is_there_stays_without_force()
    {
        Import("1,2,0\n3,4,1\n");
        _workspace.Datasets.Export("t", DatasetFormat.Csv, _home.File("out"));
        Import("1,2,0\n9,9,1\n");
        Assert.Equal("FileExists",
            Assert.Throws<ModelOpsException>(() => _workspace.Datasets.Export("t", DatasetFormat.Csv, _home.File("out"))).ErrorId);
        var export = _workspace.Datasets.Export("t", DatasetFormat.Csv, _home.File("out"), force: true);
        Assert.Contains("9", File.ReadAllText(export.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_are_read_from_anywhere()
    {
        var dataset = Import("x,l\n" + string.Concat(Enumerable.Range(0, 500).Select(i => $"{i},{(i % 2 == 0 ? "even" : "odd")}\n")));
        var samples = _workspace.Datasets.Samples(dataset, 498, 10).ToList();
        Assert.Equal([498, 499], samples.Select(s => s.Index));
        Assert.Equal([498f, 499f], samples.Select(s => s.Values[0]));
        Assert.Equal(["even", "odd"], samples.Select(s => s.Label));
        Assert.Empty(_workspace.Datasets.Samples(dataset, 500, 10));
        Assert.Equal(500, _workspace.Datasets.Samples(dataset, 0, long.MaxValue).Count());
    }
}
