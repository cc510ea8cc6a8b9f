using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests;

public sealed class GgufMutationTests : IDisposable
{
    /// <summary>What a header of some kilobytes may cost at most, whatever it claims.</summary>
    private const long MostAllocated = 4 << 20;

    private static readonly ulong[] Nasty = [0, 1, 0x7F, 0xFF, 0xFFFF, int.MaxValue, uint.MaxValue, 1UL << 40, long.MaxValue, ulong.MaxValue];

    private readonly string _folder = Directory.CreateTempSubdirectory("modelops-gguf-").FullName;
    private readonly byte[] _header;
    private readonly long _weights;

    public GgufMutationTests()
    {
        var builder = GgufBuilder.Llama(vocabulary: 40, blocks: 1).Set("nested", new object[] { new[] { 1 }, new[] { 2, 3 } });
        _header = builder.Header();
        _weights = builder.Length(_header.Length) - _header.Length;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>One change: bytes overwritten, a number of some width put in, a piece cut out, or the rest cut off.</summary>
    private Gen<Func<byte[], byte[]>> Change()
    {
        var at = Gen.Choose(0, _header.Length - 1);
        var flip = from i in at from b in Gen.Choose(0, 255) select Of(x => x[i % x.Length] = (byte)b);
        var number = from i in at
                     from n in Gen.Elements(Nasty)
                     from width in Gen.Elements(1, 2, 4, 8)
                     select Of(x => BitConverter.GetBytes(n).AsSpan(0, width).ToArray().Take(x.Length - i % x.Length).ToArray().CopyTo(x, i % x.Length));
        var cut = from i in at from n in Gen.Choose(1, 64) select new Func<byte[], byte[]>(x => [.. x.Take(i), .. x.Skip(i + n)]);
        var end = from i in at select new Func<byte[], byte[]>(x => x.Take(i).ToArray());
        return Gen.OneOf(flip, number, number, cut, end);
    }

    private static Func<byte[], byte[]> Of(Action<byte[]> change) => bytes =>
    {
        if (bytes.Length > 0)
            change(bytes);
        return bytes;
    };

    [Fact]
    public void A_changed_header_is_read_or_refused_and_costs_little()
    {
        var path = Path.Combine(_folder, "model.gguf");
        int refused = 0, cases = 0;
        var changes = Gen.Choose(1, 4).SelectMany(n => Change().ListOf(n)).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(changes, list =>
        {
            Write(path, list.Aggregate(_header.ToArray(), (bytes, change) => change(bytes)));
            long before = GC.GetAllocatedBytesForCurrentThread();
            cases++;
            try
            {
                GgufHeader.Read(path);
            }
            catch (ModelOpsException e)
            {
                refused++;
                Assert.Equal("GgufInvalid", e.ErrorId);
            }
            return GC.GetAllocatedBytesForCurrentThread() - before < MostAllocated;
        }));
        Assert.Equal(2000, cases);
        Assert.InRange(refused, cases / 4, cases - 1);
    }

    /// <summary>With as many bytes of weights behind it as the sound header asks for.</summary>
    private void Write(string path, byte[] header)
    {
        using var stream = File.Create(path);
        stream.Write(header);
        stream.SetLength(header.Length + _weights);
    }
}
