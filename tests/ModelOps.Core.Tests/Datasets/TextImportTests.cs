using System.IO.Compression;
using System.Text;

namespace ModelOps.Core.Tests;

public sealed class TextImportTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly Workspace _workspace;

    public TextImportTests() => _workspace = _home.Open();

    [Fact]
    public void A_text_comes_back_from_its_tokens_byte_for_byte()
    {
        byte[] text = [.. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("the théorie of the 日本\n", 3000))), 0xFF, 0xC3];
        foreach (var tokenizer in new[] { null, "byte", "bpe" })
        {
            var dataset = Import("a.txt", text, new DatasetImport { Path = "", Name = $"t{tokenizer}", Tokenizer = tokenizer });
            Assert.Equal(("text", Dataset.Language), (dataset.Format, dataset.Task));
            Assert.Equal(text, Text(dataset));
            Assert.Equal(dataset.Shape[0], TokenizerFile.Load(dataset.Path).Vocabulary);
            Assert.Equal(tokenizer == "bpe", dataset.Samples < text.Length / 4);
        }
    }

    [Fact]
    public void Gzip_is_unpacked_and_the_same_text_is_the_same_dataset()
    {
        byte[] text = Encoding.UTF8.GetBytes("packed text, packed text");
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(text);
        var first = Import("x.txt.gz", packed.ToArray(), new DatasetImport { Path = "", Name = "x" });
        Assert.Equal(first.Id, Import("y.txt", text, new DatasetImport { Path = "", Name = "x" }).Id);
    }

    [Fact]
    public void Documents_end_with_a_token_of_their_own()
    {
        byte[] lines = "{\"id\": 1, \"text\": \"ab\"}\n\n{\"text\": \"\\u00e9\", \"more\": [1, {}]}\r\n"u8.ToArray();
        var dataset = Import("d.jsonl", lines, new DatasetImport { Path = "", TextColumn = "text" });
        Assert.Equal(("jsonl", 257, 6L), (dataset.Format, dataset.Shape[0], dataset.Samples));
        Assert.Equal([97, 98, 256, 0xC3, 0xA9, 256], Tokens(dataset));
        Assert.Equal(["text"], dataset.Columns);
    }

    [Fact]
    public void Bad_lines_are_named_together_and_nothing_is_kept()
    {
        byte[] lines = "{\"text\": \"fine\"}\n[1]\n{\"txt\": \"x\"}\n{\"text\": null}\n{\"text\": \"cut"u8.ToArray();
        var error = Fails("bad.jsonl", lines, new DatasetImport { Path = "", TextColumn = "text" });
        Assert.Equal("DatasetRowsInvalid", error.ErrorId);
        foreach (var part in new[] { "4 problems", "line 2: is no JSON object", "line 3: has no key 'text'", "line 4: has under 'text' no text", "line 5: is no JSON" })
            Assert.Contains(part, error.Message);
        Assert.Empty(_workspace.Datasets.Find("bad"));
    }

    [Theory]
    [InlineData("TextEmpty", null, null)]
    [InlineData("TokenizerUnknown", "bytes", null)]
    [InlineData("VocabularySizeNeedsBpe", "byte", 300)]
    [InlineData("VocabularySizeInvalid", "bpe", 200)]
    public void What_can_not_be_is_refused_by_name(string id, string? tokenizer, int? vocabulary) =>
        Assert.Equal(id, Fails("e.txt", [], new DatasetImport { Path = "", Tokenizer = tokenizer, VocabularySize = vocabulary }).ErrorId);

    [Fact]
    public void Tokens_that_are_none_of_the_vocabulary_are_damage()
    {
        var dataset = Import("d.jsonl", "{\"text\": \"ab\"}"u8.ToArray(), new DatasetImport { Path = "", TextColumn = "text" });
        var file = Path.Combine(dataset.Path, "data.safetensors");
        var bytes = File.ReadAllBytes(file);
        bytes[^1] = 0x7F;
        File.WriteAllBytes(file, bytes);
        Assert.Equal("DatasetDamaged", Assert.Throws<ModelOpsException>(() => Tokens(dataset)).ErrorId);
        Assert.Equal("DatasetDamaged", Assert.Throws<ModelOpsException>(() => TokenSequence.Open(dataset with { Samples = 4 })).ErrorId);
        Assert.Equal("DatasetIsText", Assert.Throws<ModelOpsException>(() => DatasetReader.Open(dataset)).ErrorId);
    }

    public void Dispose() => _home.Dispose();

    private Dataset Import(string name, byte[] content, DatasetImport request)
    {
        File.WriteAllBytes(_home.File(name), content);
        return _workspace.Datasets.Import(request with { Path = _home.File(name) });
    }

    private ModelOpsException Fails(string name, byte[] content, DatasetImport request) =>
        Assert.Throws<ModelOpsException>(() => Import(name, content, request));

    private static long[] Tokens(Dataset dataset)
    {
        using var tokens = TokenSequence.Open(dataset);
        var all = new long[tokens.Count];
        tokens.Read(0, all);
        return all;
    }

    private static byte[] Text(Dataset dataset) => TokenizerFile.Load(dataset.Path).Decode(Tokens(dataset).Select(t => (int)t));
}
