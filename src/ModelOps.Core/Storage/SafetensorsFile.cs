namespace ModelOps.Core;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DType">F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL.</param>
/// <param name="Shape">Its shape; empty for a scalar.</param>
/// <param name="Offset">Where its bytes begin in the file.</param>
/// <param name="Length">How many bytes it has.</param>
public sealed record TensorInfo(string Name, string DType, IReadOnlyList<long> Shape, long Offset, long Length);

/// <summary>A tensor to be written: <paramref name="WriteTo"/> writes exactly <paramref name="Length"/> bytes, little-endian, row-major.</summary>
public sealed record TensorSource(string Name, string DType, IReadOnlyList<long> Shape, long Length, Action<Stream> WriteTo);

/// <summary>Reads and writes the safetensors format (https://huggingface.co/docs/safetensors).</summary>
public sealed class SafetensorsFile : IDisposable
{
    public IReadOnlyDictionary<string, TensorInfo> Tensors => throw new NotImplementedException();
    /// <summary>The header's __metadata__.</summary>
    public IReadOnlyDictionary<string, string> Metadata => throw new NotImplementedException();

    /// <summary>Opens a file and checks its header: sizes that lie, overlaps and absurd counts are refused (Damaged).</summary>
    public static SafetensorsFile Open(string path) => throw new NotImplementedException();

    /// <summary>Reads a tensor's bytes into <paramref name="destination"/>, whose length is the tensor's.</summary>
    public void Read(string name, Span<byte> destination) => throw new NotImplementedException();

    /// <summary>Writes a whole file: header with names in order, then the tensors. Deterministic for the same input.</summary>
    public static void Write(Stream stream, IReadOnlyList<TensorSource> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();
}
