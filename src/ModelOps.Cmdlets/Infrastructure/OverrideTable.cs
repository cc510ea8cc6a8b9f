using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>
/// Turns the hashtable of -Set into overrides by path: @{ 'optimizer.lr' = 0.01 } and @{ optimizer = @{ lr = 0.01 } } are the same.
/// </summary>
internal static class OverrideTable
{
    public static IReadOnlyDictionary<string, string> Flatten(IDictionary? table)
    {
        var overrides = new Dictionary<string, string>(StringComparer.Ordinal);
        if (table is not null)
            Add(table, "", (key, value) => overrides[key] = Yaml(value));
        return overrides;
    }

    /// <summary>As <see cref="Flatten"/>, for edits of a file: $null stays null, which takes the key out.</summary>
    public static IReadOnlyDictionary<string, string?> Edits(IDictionary? table)
    {
        var edits = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (table is not null)
            Add(table, "", (key, value) => edits[key] = value is null ? null : Yaml(value));
        return edits;
    }

    private static void Add(IDictionary table, string prefix, Action<string, object?> add)
    {
        foreach (DictionaryEntry entry in table)
        {
            var key = prefix + Convert.ToString(entry.Key, CultureInfo.InvariantCulture);
            var value = entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value;
            if (value is IDictionary inner)
                Add(inner, key + ".", add);
            else
                add(key, value);
        }
    }

    /// <summary>The value as YAML has it; numbers in the invariant culture, lists in brackets.</summary>
    private static string Yaml(object? value) => value switch
    {
        null => "null",
        PSObject wrapped => Yaml(wrapped.BaseObject),
        bool flag => flag ? "true" : "false",
        string text => text,
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Yaml))}]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "null",
    };
}
