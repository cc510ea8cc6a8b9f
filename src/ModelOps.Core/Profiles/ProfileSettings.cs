using System.Globalization;
using System.Text.Json;

namespace ModelOps.Core;

/// <summary>A profile as a list: its keys by path, and their values as texts.</summary>
internal static class ProfileSettings
{
    /// <summary>Every key that has a value: "optimizer.lr" → "0.01".</summary>
    public static Dictionary<string, string> Of(TrainingProfile profile)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        Flatten(JsonSerializer.SerializeToElement(profile, ModelJson.Default.TrainingProfile), "", settings);
        return settings;
    }

    private static void Flatten(JsonElement element, string path, Dictionary<string, string> settings)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
                Flatten(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}", settings);
        }
        else if (element.ValueKind == JsonValueKind.Array && element.EnumerateArray().Any(e => e.ValueKind is JsonValueKind.Object))
        {
            int i = 0;
            foreach (var item in element.EnumerateArray())
                Flatten(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{i++}]"), settings);
        }
        else if (element.ValueKind != JsonValueKind.Null)
        {
            settings[path] = Text(element);
        }
    }

    /// <summary>A value as a profile has it: [64, 32].</summary>
    private static string Text(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!,
        JsonValueKind.Array => $"[{string.Join(", ", element.EnumerateArray().Select(Text))}]",
        _ => element.GetRawText(),
    };
}
