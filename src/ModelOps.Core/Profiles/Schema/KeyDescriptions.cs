using System.Text;
using System.Text.RegularExpressions;

namespace ModelOps.Core;

/// <summary>What keys mean, out of the tables of docs/profiles.md or docs/serving.md, which are resources of the assembly.</summary>
internal sealed partial class KeyDescriptions
{
    private readonly Dictionary<(string Context, string Key), string> _texts = [];

    private KeyDescriptions(string page)
    {
        var context = "";
        foreach (var line in page.Split('\n'))
        {
            if (line.StartsWith('#'))
                context = Context().Match(line) is { Success: true } heading ? heading.Groups[1].Value : "";
            else if (Row().Match(line) is { Success: true } row)
                _texts.TryAdd((context, row.Groups[1].Value), Plain(row.Groups[2].Value));
        }
    }

    public static KeyDescriptions Load(ProfileKind kind)
    {
        var page = $"ModelOps.Core.Profiles.{(kind == ProfileKind.Serving ? "serving" : "profiles")}.md";
        using var reader = new StreamReader(typeof(KeyDescriptions).Assembly.GetManifestResourceStream(page)!, Encoding.UTF8);
        return new(reader.ReadToEnd());
    }

    /// <summary>A key's meaning; where several families share its name, that of the family. Empty where nothing is said.</summary>
    public string Of(string key, string family) => _texts.GetValueOrDefault((family, key)) ?? _texts.GetValueOrDefault(("", key)) ?? "";

    private static string Plain(string cell) =>
        cell.Replace("`", "", StringComparison.Ordinal).Replace("\\|", "|", StringComparison.Ordinal).Trim();

    /// <summary>A heading that names a family or an algorithm: ### `network: { family: mlp }`.</summary>
    [GeneratedRegex(@"^#+ .*\{ *(?:family|name): *([a-z0-9_]+)")]
    private static partial Regex Context();

    /// <summary>| `key` | default | values | meaning |</summary>
    [GeneratedRegex(@"^\| `([A-Za-z0-9_.]+)` \| (?:[^|]|\\\|)+ \| (?:[^|]|\\\|)*\| ?((?:[^|]|\\\|)*)\|")]
    private static partial Regex Row();
}
