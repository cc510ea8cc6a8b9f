using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests.Storage;

public sealed class SafetensorsProperties : IDisposable
{
    private readonly TempHome _home = new();

    public void Dispose() => _home.Dispose();

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.Elements("a.weight", "0.bias", "", "ä\"\\\n", "\u0001", "层", "__x__"), Gen.Choose(0, 99).Select(i => $"t{i}"));

    private static readonly Gen<(string Name, string Type, long[] Shape, byte[] Data)> Tensor =
        from name in Text
        from type in Gen.Elements("BOOL", "U8", "I8", "I16", "F16", "BF16", "I32", "F32", "I64", "F64")
        from rank in Gen.Choose(0, 4)
        from shape in Gen.Choose(0, 4).Select(i => (long)i).ArrayOf(rank)
        from seed in Gen.Choose(0, int.MaxValue)
        select (name, type, shape, Bytes(seed, (int)TensorType.Length(type, shape)!.Value));

    private static byte[] Bytes(int seed, int length)
    {
        var bytes = new byte[length];
        new System.Random(seed).NextBytes(bytes);
        return bytes;
    }

    [Fact]
    public void What_is_written_is_read_back_and_written_the_same_again() => Property.Holds(
        from tensors in Tensor.ListOf()
        from keys in Text.ListOf()
        select (Tensors: tensors.DistinctBy(t => t.Name).ToList(), Metadata: keys.Distinct().ToDictionary(k => k, k => k + "v")),
        c =>
        {
            var path = _home.File("t");
            void Write(Stream stream) =>
                SafetensorsFile.Write(
                    stream, c.Tensors.Select(t => TensorSource.Of<byte>(t.Name, t.Type, t.Shape, t.Data)).ToList(), c.Metadata);
            using (var stream = File.Create(path))
                Write(stream);
            var again = new MemoryStream();
            Write(again);
            Assert.Equal(File.ReadAllBytes(path), again.ToArray());
            Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(again.ToArray()) % 8);

            using var file = SafetensorsFile.Open(path);
            Assert.Equal(c.Metadata, file.Metadata);
            Assert.Equal(c.Tensors.Select(t => t.Name).Order(StringComparer.Ordinal), file.Tensors.Keys.Order(StringComparer.Ordinal));
            foreach (var (name, type, shape, data) in c.Tensors)
            {
                var read = new byte[data.Length];
                file.Read(name, read);
                Assert.Equal(data, read);
                Assert.Equal(type, file.Tensors[name].DType);
                Assert.Equal(shape, file.Tensors[name].Shape);
                Assert.Equal(0, data.Length == 0 ? 0 : file.Tensors[name].Offset % TensorType.Size(type));
            }
        });

    /// <summary>
    /// Whatever one byte of the header or the length becomes: the file opens or is refused as damaged, and no tensor lies outside of it.
    /// </summary>
    [Fact]
    public void A_changed_byte_never_leads_out_of_the_file()
    {
        var stream = new MemoryStream();
        SafetensorsFile.Write(stream,
        [
            TensorSource.Of<float>("a", "F32", [2, 3], new float[6]),
            TensorSource.Of<long>("b", "I64", [4], new long[4]),
        ], new Dictionary<string, string> { ["format"] = "pt" });
        var sound = stream.ToArray();
        int header = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(sound);
        var path = _home.File("t");
        Property.Holds(Gen.Choose(0, header - 1).Zip(Gen.Choose(0, 255)), change =>
        {
            var bytes = (byte[])sound.Clone();
            bytes[change.Item1] = (byte)change.Item2;
            File.WriteAllBytes(path, bytes);
            try
            {
                using var file = SafetensorsFile.Open(path);
                Assert.All(file.Tensors.Values, t => Assert.True(t.Offset >= 8 && t.Offset + t.Length <= bytes.Length));
            }
            catch (ModelOpsException e)
            {
                Assert.Equal(ErrorKind.Damaged, e.Kind);
            }
        }, 500);
    }
}
