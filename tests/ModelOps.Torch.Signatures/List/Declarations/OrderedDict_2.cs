namespace TorchSharp.Utils;

public partial class OrderedDict<TKey, TValue> : IEnumerable<(TKey, TValue)>
{
#nullable enable
    public void clear() => throw null!;
    public void Add((TKey, TValue) item) => throw null!;
    public void Add(TKey key, TValue value) => throw null!;
    public void Add(KeyValuePair<TKey, TValue> item) => throw null!;
    public bool Remove((TKey, TValue) item) => throw null!;
    public bool ContainsKey(TKey key) => throw null!;
    public bool Remove(TKey key) => throw null!;
    public bool TryGetValue(TKey key, out TValue value) => throw null!;
    public bool Remove(KeyValuePair<TKey, TValue> item) => throw null!;
#nullable disable
    public IEnumerator<(TKey, TValue)> GetEnumerator() => throw null!;
#nullable enable
    public OrderedDict() => throw null!;
    public (TKey, TValue) this[int index] { get => throw null!; set => throw null!; }
    public int Count { get => throw null!; }
    public TValue this[TKey key] { get => throw null!; set => throw null!; }
#nullable disable
    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => throw null!;
}
