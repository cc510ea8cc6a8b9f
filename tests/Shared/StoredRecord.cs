using System.Text.Json.Nodes;

namespace ModelOps.Tests;

/// <summary>
/// Checks that a record that is kept as JSON reads when keys are absent, as in one that an older version wrote: each then has its default, and
/// only those that were there from the beginning are asked for.
/// </summary>
internal static class StoredRecord
{
    /// <param name="full">The record with every key that isn't required set to something other than its default.</param>
    /// <param name="defaults">The same with only what is required.</param>
    /// <param name="read">Reads JSON and gives what was read as JSON again. Throws where a required key is absent.</param>
    /// <param name="required">Keys that must be there; those of nested objects as outer.inner.</param>
    /// <param name="whole">Keys whose objects are one value: dictionaries.</param>
    public static void Check(string full, string defaults, Func<string, string> read, string[] required, params string[] whole)
    {
        var expected = JsonNode.Parse(defaults)!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(full), JsonNode.Parse(read(full))), $"{read(full)} instead of {full}");
        var paths = Paths(JsonNode.Parse(full)!.AsObject(), "", whole).ToList();
        Assert.Subset(paths.ToHashSet(), required.ToHashSet());
        foreach (var path in paths)
        {
            var json = JsonNode.Parse(full)!;
            var parts = path.Split('.');
            var parent = parts[..^1].Aggregate(json, (node, key) => node[key]!).AsObject();
            var before = parent[parts[^1]]!.DeepClone();
            parent.Remove(parts[^1]);
            if (required.Contains(path))
            {
                Assert.True(Record.Exception(() => read(json.ToJsonString())) is not null, $"{path} is absent and read nonetheless");
                continue;
            }
            var value = At(expected, parts);
            Assert.False(JsonNode.DeepEquals(before, value), $"{path} is {before}, its default: the record to check with must have another value");
            var actual = At(JsonNode.Parse(read(json.ToJsonString()))!, parts);
            Assert.True(JsonNode.DeepEquals(value, actual), $"{path}: {actual?.ToJsonString() ?? "null"} instead of {value?.ToJsonString() ?? "null"}");
        }
    }

    private static IEnumerable<string> Paths(JsonObject node, string prefix, string[] whole)
    {
        foreach (var (key, value) in node)
        {
            Assert.True(value is not null, $"{prefix}{key} is null in the record to check with");
            yield return prefix + key;
            if (value is JsonObject inner && !whole.Contains(prefix + key))
            {
                foreach (var path in Paths(inner, $"{prefix}{key}.", whole))
                    yield return path;
            }
        }
    }

    private static JsonNode? At(JsonNode node, string[] path) => path.Aggregate((JsonNode?)node, (at, key) => at?[key]);
}
