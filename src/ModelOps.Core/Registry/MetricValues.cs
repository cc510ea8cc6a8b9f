using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace ModelOps.Core;

/// <summary>
/// Values by metric name, as the registry keeps them (a JSON object), read when first looked at: a list of a hundred thousand
/// models doesn't parse what nobody looks at. It is an IDictionary too, so that PowerShell shows and reaches its entries by name.
/// </summary>
internal sealed class MetricValues(string json) : IReadOnlyDictionary<string, double>, IDictionary
{
    private Dictionary<string, double>? parsed;

    /// <summary>The registry's text for some values. NaN and infinities are written as strings.</summary>
    public static string ToJson(IEnumerable<KeyValuePair<string, double>> values)
    {
        if (values is MetricValues same)
            return same.Json;
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in values)
            {
                if (double.IsFinite(value))
                    writer.WriteNumber(name, value);
                else
                    writer.WriteString(name, value.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    internal string Json { get; } = json;

    private Dictionary<string, double> Values => parsed ??= Parse(Json);

    private static Dictionary<string, double> Parse(string json)
    {
        var values = new Dictionary<string, double>();
        using var document = JsonDocument.Parse(json);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            values[property.Name] = property.Value.ValueKind == JsonValueKind.Number
                ? property.Value.GetDouble()
                : double.Parse(property.Value.GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        }
        return values;
    }

    public double this[string key] => Values[key];
    public IEnumerable<string> Keys => Values.Keys;
    IEnumerable<double> IReadOnlyDictionary<string, double>.Values => Values.Values;
    public int Count => Values.Count;
    public bool ContainsKey(string key) => Values.ContainsKey(key);
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out double value) => Values.TryGetValue(key, out value);
    public IEnumerator<KeyValuePair<string, double>> GetEnumerator() => Values.GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => Values.GetEnumerator();

    object? IDictionary.this[object key]
    {
        get => key is string name && Values.TryGetValue(name, out double value) ? value : null;
        set => throw ReadOnly();
    }
    ICollection IDictionary.Keys => Values.Keys;
    ICollection IDictionary.Values => Values.Values;
    bool IDictionary.IsReadOnly => true;
    bool IDictionary.IsFixedSize => true;
    bool IDictionary.Contains(object key) => key is string name && Values.ContainsKey(name);
    IDictionaryEnumerator IDictionary.GetEnumerator() => ((IDictionary)Values).GetEnumerator();
    void IDictionary.Add(object key, object? value) => throw ReadOnly();
    void IDictionary.Clear() => throw ReadOnly();
    void IDictionary.Remove(object key) => throw ReadOnly();
    void ICollection.CopyTo(Array array, int index) => ((ICollection)Values).CopyTo(array, index);
    bool ICollection.IsSynchronized => false;
    object ICollection.SyncRoot => this;

    private static NotSupportedException ReadOnly() => new("Metrics of the registry are read-only.");
}
