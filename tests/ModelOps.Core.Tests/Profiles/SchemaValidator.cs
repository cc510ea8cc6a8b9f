using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelOps.Core.Tests.Profiles;

/// <summary>
/// Checks JSON against the keywords of JSON Schema, draft 7, that the profiles' schemas use; any other keyword is an error of the test.
/// </summary>
internal sealed class SchemaValidator(JsonObject schema)
{
    private static readonly HashSet<string> Remarks = ["$schema", "title", "description", "default", "definitions", "then", "else"];

    /// <summary>What is wrong, by path; empty where the value fits.</summary>
    public IReadOnlyList<string> Problems(JsonNode? value)
    {
        var problems = new List<string>();
        Check(schema, value, "$", problems);
        return problems;
    }

    private bool Fits(JsonNode? rule, JsonNode? value)
    {
        var problems = new List<string>();
        Check((JsonObject)rule!, value, "", problems);
        return problems.Count == 0;
    }

    private void Check(JsonObject rule, JsonNode? value, string path, List<string> problems)
    {
        foreach (var (keyword, argument) in rule)
        {
            if (Remarks.Contains(keyword))
                continue;
            bool holds = keyword switch
            {
                "type" => argument is JsonArray types ? types.Any(t => IsOf((string)t!, value)) : IsOf((string)argument!, value),
                "enum" => argument!.AsArray().Any(a => JsonNode.DeepEquals(a, value)),
                "const" => JsonNode.DeepEquals(argument, value),
                "minimum" => Number(value) is not { } n || n >= (double)argument!,
                "maximum" => Number(value) is not { } n || n <= (double)argument!,
                "exclusiveMinimum" => Number(value) is not { } n || n > (double)argument!,
                "exclusiveMaximum" => Number(value) is not { } n || n < (double)argument!,
                "minItems" => value is not JsonArray list || list.Count >= (int)argument!,
                "maxItems" => value is not JsonArray list || list.Count <= (int)argument!,
                "minProperties" => value is not JsonObject map || map.Count >= (int)argument!,
                "maxProperties" => value is not JsonObject map || map.Count <= (int)argument!,
                "required" => value is not JsonObject map || argument!.AsArray().All(a => map.ContainsKey((string)a!)),
                "not" => !Fits(argument, value),
                "anyOf" => argument!.AsArray().Any(a => Fits(a, value)),
                "properties" or "additionalProperties" or "items" or "allOf" or "if" or "$ref" => Below(
                    keyword, rule, value, path, problems),
                _ => throw new NotSupportedException($"The schema uses '{keyword}', which this check doesn't know."),
            };
            if (!holds)
                problems.Add($"{path}: {keyword} {argument?.ToJsonString()}: {value?.ToJsonString() ?? "null"}");
        }
    }

    private bool Below(string keyword, JsonObject rule, JsonNode? value, string path, List<string> problems)
    {
        var argument = rule[keyword]!;
        switch (keyword)
        {
            case "$ref":
                Check((JsonObject)schema["definitions"]![((string)argument!)["#/definitions/".Length..]]!, value, path, problems);
                break;
            case "if":
                if (rule[Fits(argument, value) ? "then" : "else"] is JsonObject next)
                    Check(next, value, path, problems);
                break;
            case "allOf":
                foreach (var one in argument.AsArray())
                    Check((JsonObject)one!, value, path, problems);
                break;
            case "items" when value is JsonArray list:
                for (int i = 0; i < list.Count; i++)
                    Check((JsonObject)argument, list[i], $"{path}[{i}]", problems);
                break;
            case "properties" when value is JsonObject map:
                foreach (var (name, property) in argument.AsObject().Where(p => map.ContainsKey(p.Key)))
                    Check((JsonObject)property!, map[name], $"{path}.{name}", problems);
                break;
            case "additionalProperties" when value is JsonObject map:
                foreach (var (name, extra) in map.Where(m => rule["properties"]?.AsObject().ContainsKey(m.Key) != true))
                {
                    if (argument is JsonObject allowed)
                        Check(allowed, extra, $"{path}.{name}", problems);
                    else if (!(bool)argument)
                        problems.Add($"{path}.{name}: unknown");
                }
                break;
        }
        return true;
    }

    private static double? Number(JsonNode? value) => value?.GetValueKind() == JsonValueKind.Number
        ? double.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture)
        : null;

    private static bool IsOf(string type, JsonNode? value) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) or ("null", JsonValueKind.Null)
            or ("number", JsonValueKind.Number) or ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => double.IsInteger(Number(value)!.Value),
        _ => false,
    };
}
