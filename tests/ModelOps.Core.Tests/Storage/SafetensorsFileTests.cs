using System.Buffers.Binary;
using System.Text;

namespace ModelOps.Core.Tests.Storage;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TempHome _home = new();

    public void Dispose() => _home.Dispose();

    private string FileOf(string header, int dataLength, long? statedLength = null)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, statedLength ?? json.Length);
        json.CopyTo(bytes, 8);
        var path = _home.File("t.safetensors");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static string Tensor(string name, string type, string shape, string offsets) =>
        $$"""
        "{{name}}":{"dtype":"{{type}}","shape":[{{shape}}],"data_offsets":[{{offsets}}]}
        """;

    [Fact]
    public void The_layout_is_the_reference_implementations()
    {
        // What safetensors 0.4 writes for these tensors: greatest alignment first, then by name; JSON without spaces, padded to 8 bytes.
        var stream = new MemoryStream();
        SafetensorsFile.Write(stream,
        [
            TensorSource.Of<byte>("mask", "U8", [3], new byte[] { 1, 2, 3 }),
            TensorSource.Of<float>("w", "F32", [1, 2], new[] { 1f, -2f }),
            TensorSource.Of<float>("b", "F32", [], new[] { 0.5f }),
            TensorSource.Of<long>("n", "I64", [1], new[] { 9L }),
        ], new Dictionary<string, string> { ["format"] = "pt" });

        var bytes = stream.ToArray();
        const string header = """{"__metadata__":{"format":"pt"},"n":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[],"data_offsets":[8,12]},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[12,20]},"mask":{"dtype":"U8","shape":[3],"data_offsets":[20,23]}}""";
        int padded = (header.Length + 7) / 8 * 8;
        Assert.Equal(padded, BinaryPrimitives.ReadInt64LittleEndian(bytes));
        Assert.Equal(header.PadRight(padded), Encoding.UTF8.GetString(bytes, 8, padded));
        Assert.Equal(Convert.FromHexString("09000000000000000000003F0000803F000000C0010203"), bytes[(8 + padded)..]);
    }

    [Fact]
    public void Reads_parts_elements_and_streams()
    {
        var path = _home.File("t.safetensors");
        var values = Enumerable.Range(0, 1_000_000).Select(i => (float)i).ToArray();
        AtomicFile.Write(path, stream => SafetensorsFile.Write(stream, [TensorSource.Of<float>("x", "F32", [1000, 1000], values)]));

        using var file = SafetensorsFile.Open(path);
        var read = new float[values.Length];
        file.Read<float>("x", read);
        Assert.Equal(values, read);
        var part = new byte[8];
        file.ReadPart("x", 4 * 999_998, part);
        Assert.Equal(999_999f, BitConverter.ToSingle(part, 4));
        var copy = new MemoryStream();
        file.CopyTo("x", copy);
        Assert.Equal(4_000_000, copy.Length);
        Assert.Throws<ArgumentException>(() => file.Read("x", new byte[3]));
        Assert.ThrowsAny<ArgumentException>(() => file.ReadPart("x", 4_000_000 - 4, part));
        var error = Assert.Throws<ModelOpsException>(() => file.Tensor("y"));
        Assert.Equal((ErrorKind.Damaged, "TensorMissing"), (error.Kind, error.ErrorId));
    }

    public static TheoryData<string, int> Hostile => new()
    {
        { "{}x", 0 },
        { "[]", 0 },
        { " {}", 0 },
        { "{", 0 },
        { "{\"a\":1}", 0 },
        { "{\"a\":{}}", 0 },
        { "{\"__metadata__\":{\"a\":1}}", 0 },
        { "{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}", 0 },
        { "{\"__metadata__\":[]}", 0 },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4 },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":1,\"data_offsets\":[0,4]}}", 4 },
        { "{\"a\":{\"dtype\":4,\"shape\":[1],\"data_offsets\":[0,4]}}", 4 },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"more\":1}}", 4 },
        { "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4 },
        { "{" + Tensor("a", "F99", "1", "0,4") + "}", 4 },
        { "{" + Tensor("a", "F32", "1", "0,8") + "}", 8 },
        { "{" + Tensor("a", "F32", "1", "4,0") + "}", 4 },
        { "{" + Tensor("a", "F32", "-1", "0,4") + "}", 4 },
        { "{" + Tensor("a", "F32", "1.5", "0,6") + "}", 6 },
        { "{" + Tensor("a", "F32", "1", "-4,0") + "}", 4 },
        { "{" + Tensor("a", "F32", "1", "0") + "}", 4 },
        { "{" + Tensor("a", "F32", "1", "0,4,8") + "}", 4 },
        { "{" + Tensor("a", "F32", "1", "0,18446744073709551616") + "}", 4 },
        { "{" + Tensor("a", "F32", "4611686018427387904", "0,0") + "}", 0 },
        { "{" + Tensor("a", "F32", "9223372036854775807,4", "0,4") + "}", 4 },
        { "{" + Tensor("a", "F32", "1", "9223372036854775804,9223372036854775807") + "}", 4 },
        { "{" + Tensor("a", "F32", "1", "0,4") + "," + Tensor("a", "F32", "1", "4,8") + "}", 8 },
        { "{" + Tensor("a", "F32", "1", "0,4") + "," + Tensor("b", "F32", "1", "0,4") + "}", 4 },
        { "{" + Tensor("a", "F32", "2", "0,8") + "," + Tensor("b", "F32", "1", "4,8") + "}", 8 },
        { "{" + Tensor("a", "F32", "1", "0,4") + "," + Tensor("b", "F32", "1", "8,12") + "}", 12 },
        { "{" + Tensor("a", "F32", "1", "4,8") + "}", 8 },
        { "{" + Tensor("a", "F32", "1", "0,4") + "}", 3 },
        { "{" + Tensor("a", "F32", "1", "0,4") + "}", 5 },
        { "{" + new string('[', 1000), 0 },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[" + string.Join(',', Enumerable.Repeat("65536", 64)) + "],\"data_offsets\":[0,4]}}", 4 },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Headers_that_lie_are_refused(string header, int dataLength)
    {
        var error = Assert.Throws<ModelOpsException>(() => SafetensorsFile.Open(FileOf(header, dataLength)));

        Assert.Equal((ErrorKind.Damaged, "SafetensorsInvalid"), (error.Kind, error.ErrorId));
        Assert.Contains("t.safetensors", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(100_000_001)]
    [InlineData(long.MaxValue)]
    public void Header_lengths_that_lie_are_refused(long length) =>
        Assert.Equal("SafetensorsInvalid", Assert.Throws<ModelOpsException>(() => SafetensorsFile.Open(FileOf("{}", 0, length))).ErrorId);

    [Fact]
    public void Files_too_short_and_absent_are_refused()
    {
        File.WriteAllBytes(_home.File("s"), [1, 2, 3]);
        Assert.Equal(ErrorKind.Damaged, Assert.Throws<ModelOpsException>(() => SafetensorsFile.Open(_home.File("s"))).Kind);
        Assert.Equal(ErrorKind.NotFound, Assert.Throws<ModelOpsException>(() => SafetensorsFile.Open(_home.File("none"))).Kind);
    }

    [Fact]
    public void Empty_tensors_scalars_and_no_tensors_are_fine()
    {
        using (var none = SafetensorsFile.Open(FileOf("{}   ", 0)))
            Assert.Empty(none.Tensors);
        using var file = SafetensorsFile.Open(FileOf("{" + Tensor("a", "F32", "0,5", "0,0") + "," + Tensor("b", "F32", "", "0,4") + "}", 4));
        Assert.Equal(0, file.Tensors["a"].Length);
        Assert.Equal(4, file.Tensors["b"].Length);
    }

    [Fact]
    public void A_tensor_beyond_4_gib_is_read_where_it_lies()
    {
        // A sparse file: it takes no space but has the size.
        const long count = 5L << 30;
        const string header = """{"big":{"dtype":"U8","shape":[5368709120],"data_offsets":[0,5368709120]},"last":{"dtype":"U8","shape":[2],"data_offsets":[5368709120,5368709122]}}""";
        var path = FileOf(header, 0);
        using (var file = new FileStream(path, FileMode.Open))
        {
            file.SetLength(8 + header.Length + count + 2);
            file.Seek(-3, SeekOrigin.End);
            file.Write([7, 8, 9]);
        }

        using var opened = SafetensorsFile.Open(path);
        var last = new byte[2];
        opened.Read("last", last);
        Assert.Equal([8, 9], last);
        var part = new byte[2];
        opened.ReadPart("big", count - 2, part);
        Assert.Equal([0, 7], part);
    }

    [Fact]
    public void More_than_2_gib_are_written()
    {
        // Counted, not kept.
        using var counted = new LimitedWriteStream(Stream.Null, long.MaxValue);
        var chunk = new byte[1 << 24];
        const long length = 3L << 30;

        SafetensorsFile.Write(counted, [new TensorSource("x", "U8", [length], length, stream =>
        {
            for (long done = 0; done < length; done += chunk.Length)
                stream.Write(chunk);
        })]);

        Assert.InRange(long.MaxValue - counted.Remaining, length + 8, length + 200);
    }

    [Fact]
    public void What_can_not_be_written_is_refused()
    {
        static void Write(params TensorSource[] tensors) => SafetensorsFile.Write(new MemoryStream(), tensors);

        Assert.Throws<ArgumentException>(() => Write(TensorSource.Of<float>("a", "F32", [2], new float[1])));
        Assert.Throws<ArgumentException>(() => Write(TensorSource.Of<float>("a", "F31", [1], new float[1])));
        Assert.Throws<ArgumentException>(() => Write(TensorSource.Of<float>("__metadata__", "F32", [1], new float[1])));
        Assert.Throws<ArgumentException>(
            () => Write(TensorSource.Of<float>("a", "F32", [1], new float[1]), TensorSource.Of<float>("a", "F32", [1], new float[1])));
        Assert.Throws<InvalidOperationException>(() => Write(new TensorSource("a", "U8", [4], 4, stream => stream.Write(new byte[3]))));
        Assert.Throws<InvalidOperationException>(() => Write(new TensorSource("a", "U8", [4], 4, stream => stream.Write(new byte[5]))));
    }
}
