namespace TorchSharp.Utils;

public sealed partial class TensorAccessor<T> : IEnumerable<T>, IDisposable where T : unmanaged
{
#nullable disable
    public T[] ToArray() => throw null!;
    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => throw null!;
#nullable enable
    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0) => throw null!;
#nullable disable
    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => throw null!;
#nullable enable
    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0) => throw null!;
    public void Dispose() => throw null!;
#nullable disable
    public IEnumerator<T> GetEnumerator() => throw null!;
#nullable enable
    public long Count { get => throw null!; }
    public bool IsReadOnly { get => throw null!; }
#nullable disable
    public T this[params long[] indices] { get => throw null!; set => throw null!; }
#nullable disable
    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => throw null!;
#nullable disable
    internal TensorAccessor() => throw null!;
}
