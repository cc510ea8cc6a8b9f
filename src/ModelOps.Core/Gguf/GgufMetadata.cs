namespace ModelOps.Core;

/// <summary>
/// The key-value pairs of a GGUF file: numbers, texts, and what is known of arrays. Texts of a mebibyte or more are left out.
/// </summary>
internal sealed class GgufMetadata(IReadOnlyDictionary<string, object?> values)
{
    public int Count => values.Count;
    public IEnumerable<string> Keys => values.Keys;

    public bool Contains(string key) => values.ContainsKey(key);

    public string? Text(string key) => values.GetValueOrDefault(key) as string;

    /// <summary>A whole number; null where there is none or something else.</summary>
    public long? Integer(string key) => values.GetValueOrDefault(key) as long?;

    public GgufArray? Array(string key) => values.GetValueOrDefault(key) as GgufArray;

    /// <summary>A whole number, or the greatest of a list that has one value a block, as hybrid architectures write it.</summary>
    public long? IntegerOrGreatest(string key)
    {
        if (Integer(key) is { } number)
            return number;
        return Array(key)?.Numbers is { Count: > 0 } numbers && numbers.Max() is >= 0 and < 1e15 and var greatest ? (long)greatest : null;
    }
}
