using System.Globalization;

namespace ModelOps.Core;

/// <summary>A profile as a list: its keys by path, as -Set and --set take them, and their values as texts.</summary>
internal static class ProfileSettings
{
    /// <summary>Every key that has a value: "optimizer.lr" → "0.01".</summary>
    public static Dictionary<string, string> Of(TrainingProfile profile)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        if (YamlTree.Parse(ProfileStore.ToYaml(profile), new ProblemList(profile.Name)) is { } root)
            Flatten(root, "", settings);
        return settings;
    }

    private static void Flatten(YamlNode node, string path, Dictionary<string, string> settings)
    {
        switch (node)
        {
            case YamlMap map:
                foreach (var entry in map.Entries)
                    Flatten(entry.Value, path.Length == 0 ? entry.Key : $"{path}.{entry.Key}", settings);
                break;
            case YamlList list when list.Items.Exists(i => i is YamlMap):
                for (int i = 0; i < list.Items.Count; i++)
                    Flatten(list.Items[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), settings);
                break;
            case { IsNull: false }:
                settings[path] = Text(node);
                break;
            default:
                // A key without a value.
                break;
        }
    }

    /// <summary>A value as a profile has it: [64, 32].</summary>
    private static string Text(YamlNode node) => node switch
    {
        YamlList list => $"[{string.Join(", ", list.Items.Select(Text))}]",
        YamlScalar scalar => scalar.Value,
        _ => "",
    };
}
