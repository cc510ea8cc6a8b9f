using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests.Datasets;

/// <summary>P16 to P18: whatever sound table is imported, the dataset and its metadata are what the table says.</summary>
public sealed class TableImportProperties : IDisposable
{
    private readonly TempHome _home = new();
    private readonly Workspace _workspace;

    public TableImportProperties() => _workspace = _home.Open();

    public void Dispose() => _home.Dispose();

    private sealed record Table(
        float[][] Rows, string[] Labels, int LabelIndex, bool Heading, char Delimiter, string LineEnd, bool Quoted, bool ByIndex, bool LastLineEnds)
    {
        public int Width => Rows[0].Length + 1;

        public string Name(int column) => Heading ? $"c {column}\"{Delimiter}" : column.ToString(CultureInfo.InvariantCulture);

        public string Text()
        {
            var lines = new List<string>();
            if (Heading)
                lines.Add(Line(Enumerable.Range(0, Width).Select(Name)));
            for (int i = 0; i < Rows.Length; i++)
            {
                var cells = Rows[i].Select(v => v.ToString("R", CultureInfo.InvariantCulture)).ToList();
                cells.Insert(LabelIndex, Labels[i]);
                lines.Add(Line(cells));
            }
            return string.Join(LineEnd, lines) + (LastLineEnds ? LineEnd : "");
        }

        private string Line(IEnumerable<string> cells) => string.Join(Delimiter, cells.Select(c =>
            Quoted || c.AsSpan().IndexOfAny(Delimiter, '"', '\n') >= 0 ? $"\"{c.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : c));

        public override string ToString() => Text();
    }

    private static readonly Gen<float> Number = Gen.OneOf(
        Gen.Choose(-1000, 1000).Select(i => (float)i),
        Gen.Choose(-1000, 1000).Select(i => i / 16f),
        Gen.Choose(int.MinValue, int.MaxValue).Select(BitConverter.Int32BitsToSingle).Where(float.IsFinite));

    private static readonly Gen<string> Label = Gen.Elements("cat", "dog", "a b", "a,b", "ä;\tx", "say \"hi\"", "two\nlines", "-");

    private static Gen<string[]> Labels(int count) => Gen.OneOf(
        Label.ArrayOf(count),
        Gen.Choose(-5, 15).Select(i => i.ToString(CultureInfo.InvariantCulture)).ArrayOf(count),
        Number.Select(n => n.ToString("R", CultureInfo.InvariantCulture)).ArrayOf(count));

    private static readonly Gen<Table> Tables =
        from rows in Gen.Choose(1, 20)
        from features in Gen.Choose(1, 6)
        from values in Number.ArrayOf(features).ArrayOf(rows)
        from labels in Labels(rows)
        from labelIndex in Gen.Choose(0, features)
        from delimiter in Gen.Elements(',', '\t')
        from lineEnd in Gen.Elements("\n", "\r\n")
        from heading in Gen.Elements(true, false)
        from quoted in Gen.Elements(true, false)
        from byIndex in Gen.Elements(true, false)
        from ends in Gen.Elements(true, false)
        select new Table(values, labels, labelIndex, heading, delimiter, lineEnd, quoted, byIndex, ends);

    [Fact]
    public void Features_labels_and_metadata_are_the_tables() => Property.Holds(Tables, table =>
    {
        var path = _home.File(table.Delimiter == '\t' ? "t.tsv" : "t.csv");
        File.WriteAllText(path, table.Text());
        var column = table.Heading && !table.ByIndex
            ? table.Name(table.LabelIndex)
            : table.LabelIndex.ToString(CultureInfo.InvariantCulture);

        var dataset = _workspace.Datasets.Import(new DatasetImport { Path = path, Name = "t", LabelColumn = column, Force = true });
        var content = _workspace.Datasets.Load(_workspace.Datasets.Get("t"));

        Assert.Equal(table.Rows.SelectMany(r => r), content.Features);
        Assert.Equal(table.Delimiter == '\t' ? "tsv" : "csv", dataset.Format);
        Assert.Equal(table.Rows.Length, dataset.Samples);
        Assert.Equal([table.Width - 1], dataset.Shape);
        Assert.Equal(Enumerable.Range(0, table.Width).Where(i => i != table.LabelIndex).Select(table.Name), dataset.Columns);
        Assert.Equal(table.Name(table.LabelIndex), dataset.LabelColumn);
        Assert.Equal(new FileInfo(Path.Combine(dataset.Path, "data.safetensors")).Length, dataset.SizeBytes);
        Assert.Equal(FileHash.Sha256(Path.Combine(dataset.Path, "data.safetensors")), dataset.Id);
        CheckLabels(table, dataset, content);
    });

    [Fact]
    public void A_bad_cell_anywhere_is_named_and_nothing_is_imported()
    {
        var cases = from table in Tables
                    from row in Gen.Choose(0, table.Rows.Length - 1)
                    from feature in Gen.Choose(0, table.Width - 2)
                    where table.Heading && table.LineEnd == "\n" && !table.Labels.Any(l => l.Contains('\n', StringComparison.Ordinal))
                    select (table, row, feature);
        Property.Holds(cases, c =>
        {
            var (table, row, feature) = c;
            int column = feature < table.LabelIndex ? feature : feature + 1;
            var lines = table.Text().Split('\n');
            var marked = table with { Rows = table.Rows.Select((r, i) => i == row ? r.Select((v, f) => f == feature ? 123456.5f : v).ToArray() : r).ToArray() };
            lines[row + 1] = marked.Text().Split('\n')[row + 1].Replace("123456.5", "oops", StringComparison.Ordinal);
            var path = _home.File("bad.csv");
            File.WriteAllText(path, string.Join('\n', lines));

            var error = Assert.Throws<ModelOpsException>(() => _workspace.Datasets.Import(
                new DatasetImport { Path = path, LabelColumn = table.LabelIndex.ToString(CultureInfo.InvariantCulture) }));

            Assert.Contains(
                $"line {row + 2}, column '{table.Name(column)}': 'oops' is not a number", error.Message, StringComparison.Ordinal);
            Assert.Empty(_workspace.Datasets.Find("bad"));
        });
    }

    [Fact]
    public void Numbers_are_parsed_as_the_runtime_does() => Property.Holds(
        from mantissa in Gen.Choose(int.MinValue, int.MaxValue)
        from more in Gen.Choose(0, int.MaxValue)
        from form in Gen.Elements("{0}", "{0}.{1}", "{0}e{2}", "{0}.{1}e{2}", ".{1}", "{0}.", "-{1}.{1}", "{0}{1}{1}")
        from exponent in Gen.Choose(-30, 30)
        select string.Format(CultureInfo.InvariantCulture, form, mantissa, more, exponent),
        text =>
        {
            bool expected = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
            Assert.Equal(expected, DecimalNumber.TryParse(Encoding.UTF8.GetBytes(text), out double parsed));
            Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(parsed));
        }, 10_000);

    private static void CheckLabels(Table table, Dataset dataset, DatasetContent content)
    {
        var numbers = table.Labels.Select(l => double.TryParse(l, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) ? v : double.NaN).ToList();
        if (numbers.Any(n => !double.IsNaN(n) && n != Math.Floor(n)) || numbers.Any(n => Math.Abs(n) > 9007199254740992))
        {
            Assert.Equal("regress", dataset.Task);
            Assert.Equal(numbers.Select(n => (float)n), content.Targets!);
            return;
        }
        Assert.Equal("classify", dataset.Task);
        var names = numbers.All(n => !double.IsNaN(n))
            ? numbers.Distinct().Order().Select(n => ((long)n).ToString(CultureInfo.InvariantCulture)).ToList()
            : table.Labels.Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.Equal(names, dataset.Classes);
        Assert.Equal(
            table.Labels.Select((l, i) => double.IsNaN(numbers[i]) ? l : ((long)numbers[i]).ToString(CultureInfo.InvariantCulture)),
            content.Labels!.Select(l => dataset.Classes[(int)l]));
    }
}
