using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests.Datasets;

/// <summary>Numbers are kept in the smallest form that keeps them, and come back as they were.</summary>
public sealed class NumberStorageTests : IDisposable
{
    private readonly TempHome _home = new();

    public void Dispose() => _home.Dispose();

    private static readonly float[] Values = [0, 1, 7, 255, -0f, -1, 256, 0.5f, 1e30f, float.Epsilon];

    private sealed record Rows(int Width, float[][] Content);

    [Fact]
    public void P17_StoredNumbersAreTheRowsThatWereWritten()
    {
        int number = 0;
        var rows =
            from width in Gen.Choose(1, 300)
            from whole in Gen.Choose(0, 3)
            from content in Gen.Elements(whole > 0 ? Values[..4] : Values).ArrayOf(width).ArrayOf()
            from last in Gen.Elements(whole > 1 ? Values[..4] : Values).ArrayOf(width)
            select new Rows(width, [.. content, last]);
        Property.Holds(rows, table =>
        {
            using var spool = new FeatureSpool(_home.File($"spool{number++}"));
            var numbers = new NumberSpool(spool);
            foreach (var row in table.Content)
                numbers.Write(row);
            var tensor = numbers.ToTensor([table.Content.Length, table.Width]);
            using var stream = new MemoryStream();
            tensor.WriteTo(stream);
            var all = table.Content.SelectMany(r => r).ToArray();
            bool bytes = all.All(v => Values[..4].Any(whole => BitConverter.SingleToInt32Bits(whole) == BitConverter.SingleToInt32Bits(v)));
            Assert.Equal(bytes ? "U8" : "F32", tensor.DType);
            Assert.Equal(tensor.Length, stream.Length);
            var found = stream.ToArray();
            for (int i = 0; i < all.Length; i++)
                Assert.Equal(BitConverter.SingleToInt32Bits(all[i]), BitConverter.SingleToInt32Bits(bytes ? found[i] : BitConverter.ToSingle(found, i * sizeof(float))));
        });
    }

    [Fact]
    public void A_table_of_pixels_takes_a_byte_each()
    {
        using var workspace = _home.Open();
        var path = _home.File("t.csv");
        File.WriteAllText(path, string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i % 256},{255 - i % 256},{i % 2}\n")));
        Assert.InRange(workspace.Datasets.Import(new DatasetImport { Path = path }).SizeBytes, 2000, 2000 + 8000 + 600);
        File.AppendAllText(path, "0.5,1,0\n");
        var wide = workspace.Datasets.Import(new DatasetImport { Path = path, Force = true });
        Assert.InRange(wide.SizeBytes, 8008, 8008 + 8008 + 600);
        Assert.Equal(0.5f, workspace.Datasets.Load(wide).Features[^2]);
    }
}
