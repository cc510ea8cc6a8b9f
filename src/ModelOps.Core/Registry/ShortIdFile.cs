using System.Text.Json;

namespace ModelOps.Core;

/// <summary>
/// short-ids.json of a home: the numbers of ids whose first 8 characters are not theirs alone, by table and id, so that they are the same
/// in a registry that is filled again from the folders. It is written at such a collision only, under the registry's lock.
/// </summary>
internal sealed class ShortIdFile(string path)
{
    /// <summary>The numbers of a table's ids. A file that can't be read has none: the numbers then go by the order of insertion.</summary>
    public IReadOnlyDictionary<string, int> Read(string table) => ReadAll().GetValueOrDefault(table) ?? [];

    /// <summary>Notes numbers. Those of ids that are gone stay, so that a model that comes again is called as before.</summary>
    public void Add(string table, IReadOnlyList<(string Id, int Number)> numbers)
    {
        var all = ReadAll();
        var own = all.TryGetValue(table, out var known) ? known : all[table] = new(StringComparer.Ordinal);
        foreach (var (id, number) in numbers)
            own[id] = number;
        AtomicFile.WriteText(path, JsonSerializer.Serialize(all, ModelJson.Default.ShortNumbers) + "\n");
    }

    private Dictionary<string, Dictionary<string, int>> ReadAll()
    {
        if (!File.Exists(path))
            return new(StringComparer.Ordinal);
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ModelJson.Default.ShortNumbers) ?? new(StringComparer.Ordinal);
        }
        catch (JsonException)
        {
            return new(StringComparer.Ordinal);
        }
    }
}
