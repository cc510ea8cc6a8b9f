using System.IO.Compression;
using System.Text;

namespace ModelOps.Core.Tests.Datasets;

public sealed class TableImportTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly Workspace _workspace;

    public TableImportTests() => _workspace = _home.Open();

    public void Dispose() => _home.Dispose();

    private DatasetContent Import(string text, string? label = null, string file = "t.csv", bool regress = false)
    {
        var path = _home.File(file);
        File.WriteAllText(path, text);
        var dataset = _workspace.Datasets.Import(new DatasetImport { Path = path, LabelColumn = label, Regress = regress, Force = true });
        return _workspace.Datasets.Load(_workspace.Datasets.Get(dataset.Name));
    }

    private ModelOpsException Refused(string text, string? label = null, bool regress = false)
    {
        var error = Assert.Throws<ModelOpsException>(() => Import(text, label, regress: regress));
        Assert.Equal(ErrorKind.InvalidInput, error.Kind);
        Assert.Empty(_workspace.Datasets.Find());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.Home.Datasets));
        return error;
    }

    [Fact]
    public void The_shipped_digits_are_1797_samples_of_64_columns_and_ten_classes()
    {
        var dataset = _workspace.Datasets.Import(
            new DatasetImport { Path = Repository.File("docs", "samples", "digits.csv.gz"), LabelColumn = "64" });

        Assert.Equal(
            ("digits", 1797L, "csv", "classify", "64"), (dataset.Name, dataset.Samples, dataset.Format, dataset.Task, dataset.LabelColumn));
        Assert.Equal([64], dataset.Shape);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), dataset.Classes);
        Assert.Equal(Enumerable.Range(0, 64).Select(i => $"{i}"), dataset.Columns);
        var content = _workspace.Datasets.Load(dataset);
        Assert.Equal([0, 0, 5, 13, 9, 1, 0, 0], content.Features[..8]);
        Assert.Equal(0, content.Labels![0]);
        Assert.Equal(1, content.Labels[1]);
        Assert.InRange(content.Features.Max(), 16, 16);
    }

    [Fact]
    public void Text_of_another_encoding_is_named_by_line_and_not_read_as_other_characters()
    {
        var path = _home.File("latin.csv");
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes("x,l\u00e4bel\n1,b\n2,\u00e4\n3,\u00f6\n"));
        var error = Assert.Throws<ModelOpsException>(() => _workspace.Datasets.Import(new DatasetImport { Path = path }));
        Assert.Equal("DatasetRowsInvalid", error.ErrorId);
        Assert.Contains("line 1: the heading 'l\uFFFDbel' is not UTF-8", error.Message);
        Assert.Contains("line 3, column 'l\uFFFDbel': '\uFFFD' is not UTF-8", error.Message);
        Assert.Empty(_workspace.Datasets.Find());
        Assert.Equal(["\uFFFD", "\u00e4"], Import("x,l\n1,\uFFFD\n2,\u00e4\n").Dataset.Classes.OrderDescending(StringComparer.Ordinal));
    }

    [Fact]
    public void A_cell_of_megabytes_is_not_shown_whole()
    {
        var message = Refused($"x,label\n{new string('9', 3_000_000)},a\n1,b\n").Message;
        Assert.Contains("line 2, column 'x': '999", message);
        Assert.Contains("…", message);
        Assert.InRange(message.Length, 300, 1000);
    }

    /// <summary>Beyond some thousands of rows labels lie on the disk until all are read.</summary>
    [Fact]
    public void Labels_of_many_rows_are_those_of_the_rows()
    {
        var rows = Enumerable.Range(0, 50_000).ToList();
        var content = Import("a,label\n" + string.Concat(rows.Select(i => $"{i % 7},{i % 3 * 10}\n")), "label");
        Assert.Equal(["0", "10", "20"], content.Dataset.Classes);
        Assert.Equal(rows.Select(i => (long)(i % 3)), content.Labels!);

        content = Import("a,label\n" + string.Concat(rows.Select(i => $"{i % 7},{(i < 20_000 ? i % 3 : i)}\n")), "label");
        Assert.Equal(rows.Select(i => (float)(i < 20_000 ? i % 3 : i)), content.Targets!);
        Assert.Equal(["data.safetensors", "dataset.json"], Directory.EnumerateFiles(_home.Home.Dataset("t")).Select(f => Path.GetFileName(f)).Order());
    }

    [Fact]
    public void A_heading_names_columns_and_label()
    {
        var content = Import("width,kind,height\n1,cat,2\n3,dog,4.5\n", "kind");

        Assert.Equal(["width", "height"], content.Dataset.Columns);
        Assert.Equal(["cat", "dog"], content.Dataset.Classes);
        Assert.Equal([1, 2, 3, 4.5f], content.Features);
        Assert.Equal([0, 1], content.Labels!);
    }

    [Fact]
    public void Without_a_heading_columns_are_indices_and_the_label_is_last()
    {
        var content = Import("1,2,b\n3,4,a\n");

        Assert.Equal(["0", "1"], content.Dataset.Columns);
        Assert.Equal("2", content.Dataset.LabelColumn);
        Assert.Equal([1, 0], content.Labels!);
    }

    [Fact]
    public void A_heading_of_numbers_with_the_label_named_is_a_heading()
    {
        var content = Import("1,2,kind\n5,6,0\n7,8,1\n", "kind");

        Assert.Equal(["1", "2"], content.Dataset.Columns);
        Assert.Equal(2, content.Dataset.Samples);
    }

    [Theory]
    [InlineData("4,2,setosa,virginica\n1,2,1\n3,4,0\n5,6,1\n7,8,0\n")]
    [InlineData("4,4,setosa,virginica,other\n1,2,3,4,1\n3,4,5,6,0\n5,6,7,8,1\n7,8,9,0,2\n")]
    public void A_line_of_samples_features_and_names_describes_the_classes(string text)
    {
        var content = Import(text);

        Assert.Equal(4, content.Dataset.Samples);
        Assert.Equal(["setosa", "virginica"], content.Dataset.Classes.Take(2));
        Assert.All(content.Dataset.Columns, c => Assert.True(int.TryParse(c, out _)));
        Assert.Equal([1, 0, 1], content.Labels!.Take(3));
    }

    [Fact]
    public void A_title_of_another_length_is_passed_over()
    {
        var content = Import("My flowers\n1,2,a\n3,4,b\n");

        Assert.Equal(2, content.Dataset.Samples);
    }

    [Theory]
    [InlineData("t.tsv", "1\t2,5\ta\n", false)]
    [InlineData("t.csv", "1\t2\ta\n3\t4\tb\n", true)]
    [InlineData("t.csv", "1;2;a\n3;4;b\n", true)]
    [InlineData("t.csv", "1 , 2 , a\r\n3,\t4,b", true)]
    [InlineData("t.csv", "1,2,a\r3,4,b\r", true)]
    [InlineData("t.csv", "\uFEFF1,2,a\n\n3,4,b\n\n", true)]
    [InlineData("t.csv", "\"1\",\"2\",\"a\"\n3,4,\"b\"\n", true)]
    public void Delimiters_line_ends_and_quotes(string file, string text, bool sound)
    {
        if (!sound)
        {
            Assert.Throws<ModelOpsException>(() => Import(text, file: file));
            return;
        }
        var content = Import(text, file: file);
        Assert.Equal([1, 2, 3, 4], content.Features);
        Assert.Equal(["a", "b"], content.Dataset.Classes);
    }

    [Fact]
    public void Quotes_protect_delimiters_line_ends_and_quotes()
    {
        var content = Import("x,label\n1,\"a, \"\"b\"\"\nc\"\n2,d\n");

        Assert.Equal(["a, \"b\"\nc", "d"], content.Dataset.Classes);
    }

    [Fact]
    public void Gzip_is_told_by_content()
    {
        var path = _home.File("packed.csv");
        using (var gzip = new GZipStream(File.Create(path), CompressionMode.Compress))
            gzip.Write("1,2,0\n3,4,1\n"u8);

        Assert.Equal(2, _workspace.Datasets.Import(new DatasetImport { Path = path }).Samples);
    }

    [Fact]
    public void Whole_numbers_are_classes_in_order_of_number()
    {
        var content = Import("1,10\n1,9\n1,-2\n1,10.0\n");

        Assert.Equal(["-2", "9", "10"], content.Dataset.Classes);
        Assert.Equal([2, 1, 0, 2], content.Labels!);
    }

    [Fact]
    public void Fractions_and_many_whole_numbers_are_regressed()
    {
        var fractions = Import("1,0.5\n1,2\n1,-1e-3\n");
        Assert.Equal([0.5f, 2, -0.001f], fractions.Targets!);
        Assert.Null(fractions.Labels);
        Assert.Empty(fractions.Dataset.Classes);

        var many = Import(string.Concat(Enumerable.Range(0, 1500).Select(i => $"1,{i}\n")));
        Assert.Equal("regress", many.Dataset.Task);
        Assert.Equal(1499, many.Targets![1499]);

        Assert.Equal([0, 1, 1], Import("1,0\n1,1\n2,1\n", regress: true).Targets!);
    }

    [Fact]
    public void A_missing_column_is_refused_with_those_that_exist()
    {
        var error = Refused("width,height,kind\n1,2,a\n", "knid");

        Assert.Equal("DatasetColumnMissing", error.ErrorId);
        Assert.Contains("kind", error.Message, StringComparison.Ordinal);
        Assert.Contains("'width', 'height', 'kind'", error.Message, StringComparison.Ordinal);
        Assert.Equal("DatasetColumnMissing", Refused("1,2,3\n", "3").ErrorId);
        Assert.Equal("DatasetColumnAmbiguous", Refused("a,a,b\n1,2,3\n", "a").ErrorId);
    }

    [Fact]
    public void Bad_cells_and_rows_are_named_by_line_and_column()
    {
        var error = Refused("width,height,kind\n1,two,a\n1\n,2,a\n1,nan,b\n1,2,\n1e99,2,a\n3,4,b\n");

        Assert.Equal("DatasetRowsInvalid", error.ErrorId);
        Assert.Contains("t.csv' has 6 problems", error.Message, StringComparison.Ordinal);
        Assert.Contains("line 2, column 'height': 'two' is not a number", error.Message, StringComparison.Ordinal);
        Assert.Contains("line 3: has 1 cells instead of 3", error.Message, StringComparison.Ordinal);
        Assert.Contains("line 4, column 'width': the cell is empty", error.Message, StringComparison.Ordinal);
        Assert.Contains("line 5, column 'height': 'nan' is no finite number", error.Message, StringComparison.Ordinal);
        Assert.Contains("line 6, column 'kind': the label is missing", error.Message, StringComparison.Ordinal);
        Assert.Contains("line 7, column 'width': '1e99' is no finite number", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,2,a\n1,2\n3,4,b\n5,6,b\n", "line 2")]
    [InlineData("1,2\n1,2,a\n3,4,b\n5,6,b\n", "line 1")]
    [InlineData("a,b,label\n1,2\n3,4,x\n5,6,y\n", "line 2")]
    [InlineData("a,b,label\n1,2,x\n3,4,x,5\n5,6,y\n", "line 3")]
    public void One_ragged_row_is_one_problem(string text, string line)
    {
        var error = Refused(text);

        Assert.Contains("has a problem", error.Message, StringComparison.Ordinal);
        Assert.Contains(line + ":", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void After_twenty_problems_the_rest_is_counted()
    {
        var error = Refused("a,label\n" + string.Concat(Enumerable.Repeat("x,1\n", 50)));

        Assert.Contains("and 30 more", error.Message, StringComparison.Ordinal);
        Assert.Equal(22 + 1, error.Message.Split('\n').Length);
    }

    [Fact]
    public void Words_among_numbers_to_regress_are_refused()
    {
        Assert.Contains("line 3, column '1': 'unknown'", Refused("1,0.5\n1,0.7\n1,unknown\n").Message, StringComparison.Ordinal);
        Assert.Contains("line 2, column '1': 'b'", Refused("1,1\n1,b\n", regress: true).Message, StringComparison.Ordinal);
        Assert.Contains("more than 1000 classes", Refused(string.Concat(Enumerable.Range(0, 1500).Select(i => $"1,w{i}\n"))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "DatasetEmpty")]
    [InlineData("\n\n", "DatasetEmpty")]
    [InlineData("a,b,label\n", "DatasetOnlyHeading")]
    [InlineData("1\n2\n", "DatasetOneColumn")]
    [InlineData("1,\"2\n3,4\n", "DatasetRowsInvalid")]
    [InlineData("1,\"2\"x\n3,4\n", "DatasetRowsInvalid")]
    public void What_is_no_table_is_refused(string text, string errorId) => Assert.Equal(errorId, Refused(text).ErrorId);

    [Fact]
    public void Other_encodings_and_binary_files_are_refused()
    {
        foreach (var bytes in new[] { Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("1,2\n")).ToArray(), new byte[100], [0x1F, 0x8B, 1, 2, 3] })
        {
            var path = _home.File("binary.csv");
            File.WriteAllBytes(path, bytes);
            var error = Assert.Throws<ModelOpsException>(() => _workspace.Datasets.Import(new DatasetImport { Path = path }));
            Assert.True(error.ErrorId is "DatasetFormatUnknown" or "DatasetGzipDamaged", error.ErrorId);
        }
    }

    /// <summary>Cut anywhere, or with a byte changed near its end (the checksum): a gzip file is never taken for a shorter one.</summary>
    [Theory]
    [InlineData(12)]
    [InlineData(1000)]
    [InlineData(30000)]
    [InlineData(57504)]
    [InlineData(57511)]
    public void A_gzip_file_that_was_cut_short_or_changed_is_refused(int length)
    {
        var bytes = File.ReadAllBytes(Repository.File("docs", "samples", "digits.csv.gz"));
        var changed = (byte[])bytes.Clone();
        changed[length] ^= 0x55;
        foreach (var content in new[] { bytes[..length], changed })
        {
            var path = _home.File("digits.csv.gz");
            File.WriteAllBytes(path, content);
            var error = Assert.Throws<ModelOpsException>(
                () => _workspace.Datasets.Import(new DatasetImport { Path = path, LabelColumn = "64" }));
            Assert.Equal(ErrorKind.InvalidInput, error.Kind);
            Assert.Empty(_workspace.Datasets.Find());
        }
    }

    [Fact]
    public void Only_a_checksum_tells_a_gzip_file_that_was_cut_at_the_end_of_a_line()
    {
        var rows = string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i},{i % 2}\n"));
        var path = _home.File("rows.csv.gz");
        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.NoCompression))
            gzip.Write(Encoding.UTF8.GetBytes(rows));
        var bytes = File.ReadAllBytes(path);
        int lineEnd = Array.IndexOf(bytes, (byte)'\n', 5000);
        File.WriteAllBytes(path, bytes[..(lineEnd + 1)]);

        Assert.Equal("DatasetGzipDamaged",
            Assert.Throws<ModelOpsException>(() => _workspace.Datasets.Import(new DatasetImport { Path = path })).ErrorId);
    }

    [Fact]
    public void A_gzip_file_of_several_members_is_read_to_its_end()
    {
        static byte[] Pack(string text)
        {
            var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionMode.Compress))
                gzip.Write(Encoding.UTF8.GetBytes(text));
            return packed.ToArray();
        }

        var path = _home.File("members.csv.gz");
        File.WriteAllBytes(path, [.. Pack("1,0\n"), .. Pack("2,1\n"), .. Pack("3,1\n")]);
        Assert.Equal(3, _workspace.Datasets.Import(new DatasetImport { Path = path }).Samples);
        File.WriteAllBytes(path, [.. Pack("1,0\n"), .. Pack("2,1\n"), .. Pack("3,1\n")[..^4]]);
        Assert.Equal("DatasetGzipDamaged",
            Assert.Throws<ModelOpsException>(() => _workspace.Datasets.Import(new DatasetImport { Path = path, Force = true })).ErrorId);
    }

    [Fact]
    public void A_row_longer_than_the_buffer_is_read()
    {
        var cells = Enumerable.Range(0, 100_000).Select(i => i % 10 + ".25").ToList();
        var content = Import(string.Join(',', cells) + ",1\n" + string.Join(',', cells) + ",2\n");

        Assert.Equal([100_000], content.Dataset.Shape);
        Assert.Equal(7.25f, content.Features[199_997]);
    }
}
