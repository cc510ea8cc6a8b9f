using System.Collections;

namespace TorchSharp.Utils;

/// <summary>A dictionary that keeps the order in which its keys came.</summary>
public class OrderedDict<TKey, TValue> : IEnumerable<(TKey, TValue)>
    where TKey : notnull
{
    private readonly OrderedDictionary<TKey, TValue> entries = [];

    public int Count => entries.Count;

    public TValue this[TKey key]
    {
        get => entries[key];
        set => entries[key] = value;
    }

    public void Add(TKey key, TValue value) => entries.Add(key, value);

    public bool ContainsKey(TKey key) => entries.ContainsKey(key);

    public bool Remove(TKey key) => entries.Remove(key);

    public bool TryGetValue(TKey key, out TValue value) => entries.TryGetValue(key, out value!);

    public void clear() => entries.Clear();

    public IEnumerator<(TKey, TValue)> GetEnumerator()
    {
        foreach (var (key, value) in entries)
            yield return (key, value);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
