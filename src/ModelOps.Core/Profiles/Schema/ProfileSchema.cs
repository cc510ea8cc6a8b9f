using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelOps.Core;

/// <summary>
/// The JSON schema (draft 7) of profiles, for editors. It is worked out from what the readers ask for: each family of networks and each
/// algorithm of agents is read once, and every key comes with its default and limits.
/// </summary>
public static class ProfileSchema
{
    private const string Network = "network", Family = "family", Layers = "layers", Name = "name";
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    /// <summary>Name of the file that the schema of a kind of profile is kept in: the samples refer to it.</summary>
    public static string FileName(ProfileKind kind) => kind == ProfileKind.Serving ? "serving.schema.json" : "profile.schema.json";

    /// <summary>The schema of a kind of profile, as text.</summary>
    public static string Text(ProfileKind kind) => (kind == ProfileKind.Serving ? Serving() : Training()).ToJsonString(Format) + "\n";

    private static JsonObject Training()
    {
        var texts = KeyDescriptions.Load(ProfileKind.Training);
        var schema = Head("A training profile of ModelOps");
        schema["definitions"] = new JsonObject { [Layers] = LayerList(texts) };
        schema["if"] = new JsonObject { ["anyOf"] = new JsonArray(Requires(AgentReader.Environment), Requires(AgentReader.Algorithm)) };
        schema["then"] = Variant(texts, Agent(ProfileValues.Algorithms[0]), AgentReader.Algorithm);
        schema["else"] = Variant(texts, "", null);
        return schema;
    }

    private static JsonObject Serving()
    {
        var texts = KeyDescriptions.Load(ProfileKind.Serving);
        var recorder = new SchemaRecorder();
        ServingProfileReader.Read("tiers: { a: {} }\nmodels: { a: {} }", "p", "p", new ProblemList("p") { Recorder = recorder });
        var schema = Head("A serving profile of ModelOps");
        foreach (var (key, value) in new SchemaTree(recorder.Keys, key => texts.Of(key, "")).Map(""))
            schema[key] = value?.DeepClone();
        schema["required"] = new JsonArray("models");
        return schema;
    }

    /// <summary>All of a profile that has these sections besides its network.</summary>
    private static JsonObject Variant(KeyDescriptions texts, string sections, string? chosen)
    {
        var (first, root) = Read(texts, ProfileValues.Families[0], sections);
        var map = root.Map("");
        var properties = (JsonObject)map["properties"]!;
        properties[Network] = Choice(Family, ProfileValues.Families, texts, f => Read(texts, f, sections).Tree.Map(Network), Layers);
        if (chosen is not null)
            properties[chosen] = Choice(
                Name, ProfileValues.Algorithms, texts, a => Read(texts, ProfileValues.Families[0], Agent(a), a).Tree.Map(chosen));
        map["required"] = new JsonArray(
            [.. first.Where(k => k.IsRequired && k.Path.Contains('.')).Select(k => k.Path.Split('.')[0]).Prepend(Network)
            .Distinct().Select(n => (JsonNode)n)]);
        return map;
    }

    /// <summary>A map whose other keys depend on one: the family of a network, the name of an algorithm.</summary>
    /// <param name="key">The key that decides.</param>
    /// <param name="values">Its values.</param>
    /// <param name="texts">What keys mean.</param>
    /// <param name="map">The map for a value, all keys included.</param>
    /// <param name="implied">The value that may be left out where a key of the same name is given.</param>
    private static JsonObject Choice(
        string key, IReadOnlyList<string> values, KeyDescriptions texts, Func<string, JsonObject> map, string? implied = null)
    {
        var rules = new JsonArray();
        foreach (var value in values)
        {
            var named = new JsonObject { ["properties"] = new JsonObject { [key] = new JsonObject { ["const"] = value } }, ["required"] = new JsonArray(key) };
            var condition = value == implied ? new JsonObject { ["anyOf"] = new JsonArray(named, OnlyRequires(implied, key)) } : named;
            rules.Add((JsonNode)new JsonObject { ["if"] = condition, ["then"] = map(value) });
        }
        var word = KeyShape.Word(values);
        if (texts.Of($"{Network}.{key}", "") is { Length: > 0 } text && implied is not null)
            word["description"] = text;
        var choice = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { [key] = word }, ["allOf"] = rules };
        choice["anyOf"] = implied is null ? new JsonArray(Requires(key)) : new JsonArray(Requires(key), Requires(implied));
        return choice;
    }

    /// <summary>A list of layers: each a type, or a type with its settings.</summary>
    private static JsonObject LayerList(KeyDescriptions texts)
    {
        var (keys, tree) = Read(texts, Layers, "");
        var properties = new JsonObject();
        foreach (var type in LayerListReader.TypeNames)
            properties[type] = tree.Map(type);
        var alone = LayerListReader.TypeNames.Where(
            t => !keys.Any(k => k.IsRequired && k.Path.StartsWith(t + ".", StringComparison.Ordinal)));
        var withSettings = new JsonObject
        {
            ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false, ["minProperties"] = 1, ["maxProperties"] = 1,
        };
        return KeyShape.List(new JsonObject { ["anyOf"] = new JsonArray(KeyShape.Word(alone), withSettings) }, 1, ProfileValues.MaxLayers);
    }

    private static (IReadOnlyList<RecordedKey> Keys, SchemaTree Tree) Read(
        KeyDescriptions texts, string family, string sections, string? context = null)
    {
        var recorder = new SchemaRecorder();
        var network = family == Layers ? $"{{ layers: [{string.Join(", ", LayerListReader.TypeNames)}] }}" : $"{{ family: {family} }}";
        ProfileReader.Read($"{Network}: {network}\n{sections}", "p", null, new ProblemList("p") { Recorder = recorder });
        var keys = recorder.Keys.Select(k => k.Path == $"{Network}.{Family}" ? k with { Default = "layers" } : k).ToList();
        return (keys, new SchemaTree(keys, key => texts.Of(key, context ?? family)));
    }

    private static string Agent(string algorithm) =>
        $"{AgentReader.Environment}: {{ name: {EnvironmentCatalog.Names[0]} }}\n{AgentReader.Algorithm}: {{ name: {algorithm} }}\n";

    private static JsonObject Head(string title) => new() { ["$schema"] = "http://json-schema.org/draft-07/schema#", ["title"] = title };

    /// <summary>The key, and not the other one: a gpt has a number of layers, and its family named.</summary>
    private static JsonObject OnlyRequires(string key, string other)
    {
        var rule = Requires(key);
        rule["not"] = Requires(other);
        return rule;
    }

    private static JsonObject Requires(string key) => new() { ["required"] = new JsonArray(key) };
}
