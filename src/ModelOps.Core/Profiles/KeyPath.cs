using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelOps.Core;

/// <summary>
/// Paths to the keys of a profile: optimizer.lr, network.hidden[0], models."qwen2.5".context. A key with other characters than letters,
/// digits, _ and - stands in quotes of either kind.
/// </summary>
internal static partial class KeyPath
{
    private const string Key = @"(?:[A-Za-z0-9_][A-Za-z0-9_-]*|""[^""\p{Cc}]+""|'[^'\p{Cc}]+')";

    /// <summary>A path's keys (text) and indices (int); null where it is no path.</summary>
    public static List<object>? Parse(string path) => Form().IsMatch(path)
        ? [.. Segment().Matches(path).Select(m => m.Groups["index"] is { Success: true } index
            ? int.Parse(index.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)
            : (object)m.Groups["key"].Value)]
        : null;

    /// <summary>The path of a key below a map's; "" is the path of the root.</summary>
    public static string Below(string map, string key)
    {
        string segment = Plain().IsMatch(key) ? key : key.Contains('"', StringComparison.Ordinal) ? $"'{key}'" : $"\"{key}\"";
        return map.Length == 0 ? segment : $"{map}.{segment}";
    }

    /// <summary>The path of keys and indices.</summary>
    public static string Of(IEnumerable<object> segments) =>
        segments.Aggregate("", (path, segment) => segment is string key ? Below(path, key) : $"{path}[{segment}]");

    [GeneratedRegex("^" + Key + @"(\[[0-9]{1,6}\]|\." + Key + @")*\z")]
    private static partial Regex Form();

    [GeneratedRegex(@"\[(?<index>[0-9]+)\]|\.?(?:""(?<key>[^""]+)""|'(?<key>[^']+)'|(?<key>[A-Za-z0-9_][A-Za-z0-9_-]*))")]
    private static partial Regex Segment();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_-]*\z")]
    private static partial Regex Plain();
}
