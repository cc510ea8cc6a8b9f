using System.Text.Json;

namespace ModelOps.Core;

/// <summary>Tags of a model as the registry keeps them: a JSON array.</summary>
internal static class TagList
{
    private const int MaxLength = 64;

    public static IReadOnlyList<string> Parse(string json) =>
        json == "[]" ? [] : JsonSerializer.Deserialize(json, ModelJson.Default.StringArray) ?? [];

    public static string ToJson(IReadOnlyList<string> tags) => JsonSerializer.Serialize([.. tags], ModelJson.Default.StringArray);

    /// <summary>
    /// Trimmed, each once, in alphabetical order. InvalidInput ("TagInvalid") where one is empty, too long, or has control characters.
    /// </summary>
    public static IReadOnlyList<string> Checked(IEnumerable<string> tags)
    {
        var list = tags.Select(t => t.Trim()).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var tag in list)
        {
            if (tag.Length is 0 or > MaxLength || tag.Any(char.IsControl))
                throw Error.Of(ErrorKind.InvalidInput, "TagInvalid", tag, MaxLength);
        }
        return list;
    }
}
