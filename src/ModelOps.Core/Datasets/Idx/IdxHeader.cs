using System.Buffers.Binary;

namespace ModelOps.Core;

/// <summary>
/// The header of an IDX file (http://yann.lecun.com/exdb/mnist): two zero bytes, the type, the number of dimensions, then each
/// dimension as 32 bits, most significant byte first.
/// </summary>
internal sealed record IdxHeader(IReadOnlyList<int> Dimensions)
{
    private const byte UnsignedByte = 0x08;
    private const int MagicLength = 4;

    /// <summary>Bytes after the header.</summary>
    public long Count => Dimensions.Aggregate(1L, (a, b) => checked(a * b));

    /// <summary>
    /// Reads it from the stream. InvalidInput ("IdxInvalid") where it is something else, or of another type than unsigned bytes.
    /// </summary>
    public static IdxHeader Read(string path, Stream stream)
    {
        var magic = new byte[MagicLength];
        if (stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) < magic.Length || magic[0] != 0 || magic[1] != 0)
            throw Invalid(path, "it does not begin with IDX's two zero bytes");
        if (magic[2] != UnsignedByte)
            throw Invalid(path, $"its values are of type 0x{magic[2]:X2}; unsigned bytes (0x08) are read");
        var sizes = new byte[magic[3] * sizeof(int)];
        if (stream.ReadAtLeast(sizes, sizes.Length, throwOnEndOfStream: false) < sizes.Length)
            throw Invalid(path, "its header is cut short");
        var dimensions = new int[magic[3]];
        Int128 count = 1;
        for (int i = 0; i < dimensions.Length; i++)
        {
            dimensions[i] = BinaryPrimitives.ReadInt32BigEndian(sizes.AsSpan(i * sizeof(int)));
            count *= dimensions[i];
            if (dimensions[i] <= 0 || count > long.MaxValue)
                throw Invalid(path, $"its dimensions [{string.Join(", ", dimensions.Take(i + 1))}, …] can't be");
        }
        return new IdxHeader(dimensions);
    }

    public static ModelOpsException Invalid(string path, string reason) => Error.Of(ErrorKind.InvalidInput, "IdxInvalid", path, reason);
}
