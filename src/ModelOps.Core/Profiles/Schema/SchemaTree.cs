using System.Text.Json.Nodes;

namespace ModelOps.Core;

/// <summary>Puts recorded keys together to the schema of a map with maps below it.</summary>
/// <param name="keys">The keys, by path.</param>
/// <param name="describe">A key's meaning, or empty.</param>
internal sealed class SchemaTree(IReadOnlyList<RecordedKey> keys, Func<string, string> describe)
{
    /// <summary>Stands in paths for names that a user chooses: models.NAME.context.</summary>
    public const string AnyName = "NAME";

    /// <summary>The map at a path ("" is the root): its keys and no others.</summary>
    public JsonObject Map(string path)
    {
        var prefix = path.Length == 0 ? "" : path + ".";
        var names = keys.Where(k => k.Path.StartsWith(prefix, StringComparison.Ordinal)).Select(k => k.Path[prefix.Length..].Split('.')[0])
            .Distinct().ToList();
        if (names is [AnyName])
            return new() { ["type"] = new JsonArray("object", "null"), ["additionalProperties"] = Map(prefix + AnyName) };
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var name in names)
        {
            properties[name] = Property(prefix + name);
            if (keys.Any(k => k.Path == prefix + name && k.IsRequired))
                required.Add((JsonNode)name);
        }
        var map = new JsonObject
        {
            ["type"] = path.Length == 0 ? "object" : new JsonArray("object", "null"),
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
        if (required.Count > 0)
        {
            map["type"] = "object";
            map["required"] = required;
        }
        return map;
    }

    private JsonObject Property(string path)
    {
        bool isMap = keys.Any(k => k.Path.StartsWith(path + ".", StringComparison.Ordinal));
        var key = keys.FirstOrDefault(k => k.Path == path);
        var property = isMap ? Map(path) : (JsonObject?)key?.Shape?.DeepClone() ?? [];
        if (describe(path) is { Length: > 0 } text)
            property["description"] = text;
        if (key is { IsRequired: false } && Default(key) is (true, var value))
            property["default"] = value;
        return property;
    }

    /// <summary>The default as JSON; one that is none of the values the key takes ("the file's name") is left out.</summary>
    private static (bool Known, JsonNode? Value) Default(RecordedKey key)
    {
        var node = YamlTree.Parse(key.Default, new ProblemList(""));
        if (node is null or { IsNull: true })
            return (true, null);
        if (key.Default.Contains(' ') && node is YamlScalar || key.Default is "none" or "layers")
            return (false, null);
        return (true, Json(node));
    }

    private static JsonNode? Json(YamlNode node) => node switch
    {
        { IsNull: true } => null,
        YamlList list => new JsonArray([.. list.Items.Select(Json)]),
        YamlMap map => new JsonObject(map.Entries.Select(e => KeyValuePair.Create(e.Key, Json(e.Value)))),
        _ when YamlValue.TryInteger(node, out long number) => number,
        _ when YamlValue.TryNumber(node, out double number) => number,
        _ when YamlValue.TryBoolean(node, out bool flag) => flag,
        _ => ((YamlScalar)node).Value,
    };
}
