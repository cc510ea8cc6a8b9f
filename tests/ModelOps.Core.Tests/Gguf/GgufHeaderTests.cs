using System.Buffers.Binary;

namespace ModelOps.Core.Tests;

public sealed class GgufHeaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("modelops-gguf-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string File(string name = "model.gguf") => Path.Combine(_folder, name);

    private string Bytes(byte[] bytes)
    {
        System.IO.File.WriteAllBytes(File(), bytes);
        return File();
    }

    private static ModelOpsException Refused(string path)
    {
        var e = Assert.Throws<ModelOpsException>(() => GgufHeader.Read(path));
        Assert.Equal((ErrorKind.Damaged, "GgufInvalid"), (e.Kind, e.ErrorId));
        Assert.Contains(path, e.Message);
        return e;
    }

    [Theory]
    [InlineData(2u)]
    [InlineData(3u)]
    public void Reads_what_a_converter_writes(uint version)
    {
        var builder = GgufBuilder.Llama(vocabulary: 300, blocks: 2, width: 256);
        builder.Version = version;
        var header = GgufHeader.Read(builder.Write(File()));

        Assert.Equal((int)version, header.Version);
        Assert.Equal("llama", header.Metadata.Text("general.architecture"));
        Assert.Equal(4096, header.Metadata.Integer("llama.context_length"));
        Assert.Equal(300, header.Metadata.Array("tokenizer.ggml.tokens")!.Count);
        Assert.Equal(GgufValueType.String, header.Metadata.Array("tokenizer.ggml.tokens")!.ElementType);
        Assert.Contains("messages", header.Metadata.Text("tokenizer.chat_template"));
        Assert.Equal(8, header.Tensors.Count);
        Assert.Equal(300 * 256 + 2 * (256 + 256 * 256 + 2 * 256 * 256) + 256, header.Tensors.Sum(t => t.Elements));
        Assert.Equal("Q4_K", header.Tensors[0].Type.Name);
        Assert.Equal(300 * 144, header.Tensors[0].Bytes);
        Assert.Equal(header.FileLength, header.DataStart + header.Tensors[^1].Offset + header.Tensors[^1].Bytes);
    }

    [Fact]
    public void Reads_values_of_every_type()
    {
        var header = GgufHeader.Read(new GgufBuilder()
            .Set("u8", (byte)200).Set("i8", (sbyte)-5).Set("u16", (ushort)60000).Set("i16", (short)-30000).Set("u32", 4000000000u)
            .Set("i32", -7).Set("u64", 1UL << 40).Set("i64", -(1L << 40)).Set("beyond", ulong.MaxValue)
            .Set("bools", new[] { true, false }).Set("floats", new[] { 1.5f, 2.5f }).Set("empty", Array.Empty<string>())
            .Set("nested", new object[] { new[] { 1, 2 }, new[] { 3 } }).Set("after", "ü€").Write(File()));
        var metadata = header.Metadata;
        Assert.Equal([200, -5, 60000, -30000, 4000000000, -7, 1L << 40, -(1L << 40)],
            new[] { "u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64" }.Select(k => metadata.Integer(k) ?? 0));
        Assert.True(metadata.Contains("beyond"));
        Assert.Null(metadata.Integer("beyond"));
        Assert.Equal([1.0, 0.0], metadata.Array("bools")!.Numbers!);
        Assert.Equal([1.5, 2.5], metadata.Array("floats")!.Numbers!);
        Assert.Equal(0, metadata.Array("empty")!.Count);
        Assert.Equal(2, metadata.Array("nested")!.Count);
        Assert.Equal("ü€", metadata.Text("after"));
    }

    [Fact]
    public void A_number_a_block_counts_as_the_greatest()
    {
        var header = GgufHeader.Read(GgufBuilder.Llama().Set("llama.attention.head_count_kv", new[] { 4, 0, 8, 8 }).Write(File()));
        Assert.Equal(8, header.Metadata.IntegerOrGreatest("llama.attention.head_count_kv"));
    }

    [Fact]
    public void Passes_over_long_lists_and_texts_without_keeping_them()
    {
        var path = GgufBuilder.Llama(vocabulary: 256_000).Set("tokenizer.huggingface.json", new string('x', 3 << 20)).Set("after", 17)
            .Write(File());
        GgufHeader.Read(path);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var header = GgufHeader.Read(path);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(256_000, header.Metadata.Array("tokenizer.ggml.tokens")!.Count);
        Assert.Null(header.Metadata.Array("tokenizer.ggml.scores")!.Numbers);
        Assert.Null(header.Metadata.Text("tokenizer.huggingface.json"));
        Assert.Equal(17, header.Metadata.Integer("after"));
        Assert.InRange(allocated, 0, 64 << 10);
    }

    [Fact]
    public void A_text_longer_than_the_buffer_is_whole()
    {
        var template = string.Concat(Enumerable.Range(0, 60_000).Select(i => $"é{i},"));
        Assert.Equal(template, GgufHeader.Read(GgufBuilder.Llama().Set("tokenizer.chat_template", template).Write(File())).Metadata.Text("tokenizer.chat_template"));
    }

    [Fact]
    public void An_unknown_type_of_tensor_is_named_and_counted()
    {
        var header = GgufHeader.Read(GgufBuilder.Llama().Tensor("new.weight", 97, 1, 1, 64, 64).Write(File()));
        Assert.Equal("TYPE_97", header.Tensors[^1].Type.Name);
        Assert.Equal(64 * 64, header.Tensors[^1].Elements);
        Assert.Null(header.Tensors[^1].Bytes);
    }

    [Fact]
    public void Refuses_what_is_no_gguf()
    {
        Assert.Contains("begin with 'GGUF'", Refused(Bytes([])).Message);
        Assert.Contains("begin with 'GGUF'", Refused(Bytes("PK\x3\x4 a zip"u8.ToArray())).Message);
        Assert.Equal(ErrorKind.NotFound, Assert.Throws<ModelOpsException>(() => GgufHeader.Read(File("absent.gguf"))).Kind);
    }

    [Fact]
    public void Refuses_other_versions_and_byte_orders()
    {
        var bytes = GgufBuilder.Llama().Header();
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), 3);
        Assert.Contains("big-endian", Refused(Bytes(bytes)).Message);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), 1);
        Assert.Contains("version 1", Refused(Bytes(bytes)).Message);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), 9);
        Assert.Contains("version 9", Refused(Bytes(bytes)).Message);
    }

    [Theory]
    [InlineData(8, "tensors")]
    [InlineData(16, "metadata entries")]
    [InlineData(24, "metadata key")]
    public void Refuses_absurd_counts(int at, string reason)
    {
        foreach (ulong count in new[] { ulong.MaxValue, 1UL << 63, 1UL << 40, 10_000_000UL })
        {
            var bytes = GgufBuilder.Llama().Header();
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), count);
            Assert.Contains(reason, Refused(Bytes(bytes)).Message);
        }
    }

    [Fact]
    public void Refuses_lists_and_texts_that_go_beyond_the_file()
    {
        foreach (var (value, skip) in new (object, int)[] { (new[] { "a", "b" }, 4), (new[] { 1, 2, 3 }, 4), (new[] { new[] { 1 } }, 4), ("text", 0) })
        {
            foreach (ulong claimed in new[] { ulong.MaxValue, 1UL << 62, 5_000_000UL })
            {
                var bytes = new GgufBuilder().Set("key", value).Header();
                BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24 + 8 + 3 + 4 + skip), claimed);
                Assert.Contains("'key' says that it has", Refused(Bytes(bytes)).Message);
            }
        }
    }

    [Fact]
    public void Refuses_lists_nested_without_end()
    {
        object value = new[] { 1 };
        for (int i = 0; i < 5; i++)
            value = new[] { value };
        Assert.Contains("lists within lists", Refused(new GgufBuilder().Set("key", value).Write(File())).Message);
    }

    [Fact]
    public void Refuses_tensors_that_can_not_be()
    {
        Assert.Contains("5 dimensions", Refused(new GgufBuilder().F32("t", 1, 1, 1, 1, 1).Write(File())).Message);
        Assert.Contains("rows of 100", Refused(new GgufBuilder().Q4K("t", 100, 256).Write(File())).Message);
        Assert.Contains("dimension of 0", Refused(new GgufBuilder().F32("t", 0).Write(File())).Message);
        Assert.Contains("'t' twice", Refused(new GgufBuilder().F32("t", 1).F32("t", 1).Write(File())).Message);
        Assert.Contains("alignment of 33", Refused(new GgufBuilder().F32("t", 1).Set("general.alignment", 33u).Write(File())).Message);
        var bytes = new GgufBuilder().F32("t", 1L << 40, 1L << 20).Header();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24 + 8 + 1 + 4), 1UL << 63);
        Assert.Contains("which can't be", Refused(Bytes(bytes)).Message);
    }

    [Fact]
    public void Refuses_tensors_that_overlap()
    {
        var bytes = new GgufBuilder().F32("a", 64).F32("b", 64).Header();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(bytes.Length - 8), 32);
        System.IO.File.WriteAllBytes(File(), [.. bytes, .. new byte[1024]]);
        Assert.Contains("'b' begins 32 bytes into the data, but those before it end at 256", Refused(File()).Message);
    }

    [Fact]
    public void Refuses_a_file_cut_short_anywhere()
    {
        var path = GgufBuilder.Llama(vocabulary: 20).Write(File());
        long length = new FileInfo(path).Length;
        int header = GgufBuilder.Llama(vocabulary: 20).Header().Length;
        foreach (long cut in Enumerable.Range(0, header).Select(i => (long)i).Append(header + 40L).Append(length - 1))
        {
            using (var stream = System.IO.File.OpenWrite(path))
                stream.SetLength(cut);
            Refused(path);
            GgufBuilder.Llama(vocabulary: 20).Write(path);
        }
    }
}
