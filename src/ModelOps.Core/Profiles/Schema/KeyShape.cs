using System.Text.Json.Nodes;

namespace ModelOps.Core;

/// <summary>What keys take, as JSON Schema (draft 7) says it.</summary>
internal static class KeyShape
{
    private const string Type = "type", Null = "null", Enum = "enum", AnyOf = "anyOf";

    public static JsonObject Integer(long minimum, long maximum)
    {
        var shape = new JsonObject { [Type] = "integer", ["minimum"] = minimum };
        if (maximum is not (int.MaxValue or long.MaxValue))
            shape["maximum"] = maximum;
        return shape;
    }

    public static JsonObject Number(NumberRange range)
    {
        var shape = new JsonObject { [Type] = "number" };
        if (range.Minimum > double.MinValue)
            shape[range.MinimumExcluded ? "exclusiveMinimum" : "minimum"] = range.Minimum;
        if (range.Maximum < double.MaxValue)
            shape[range.MaximumExcluded ? "exclusiveMaximum" : "maximum"] = range.Maximum;
        return shape;
    }

    public static JsonObject Boolean() => new() { [Type] = "boolean" };

    public static JsonObject Text() => new() { [Type] = "string" };

    /// <summary>A single value of any kind.</summary>
    public static JsonObject Scalar() => new() { [Type] = new JsonArray("string", "number", "boolean") };

    public static JsonObject Word(IEnumerable<string> allowed) => new() { [Enum] = new JsonArray([.. allowed.Select(w => (JsonNode)w)]) };

    public static JsonObject List(JsonObject item, int fewest, int most) =>
        new() { [Type] = "array", ["items"] = item, ["minItems"] = fewest, ["maxItems"] = most };

    /// <summary>The list of a network's layers, which the schema defines by itself.</summary>
    public static JsonObject Layers() => new() { ["$ref"] = "#/definitions/layers" };

    public static JsonObject OrNull(this JsonObject shape)
    {
        if (shape[Enum] is JsonArray words)
            words.Add((JsonNode?)null);
        else
            shape[Type] = new JsonArray(shape[Type]!.DeepClone(), Null);
        return shape;
    }

    /// <summary>The shape, or one word.</summary>
    public static JsonObject Or(this JsonObject shape, string word) => new() { [AnyOf] = new JsonArray(shape, Word([word])) };
}
