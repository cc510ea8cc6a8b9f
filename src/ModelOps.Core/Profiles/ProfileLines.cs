namespace ModelOps.Core;

/// <summary>Finds the line a key stands on, for problems found after reading.</summary>
internal sealed class ProfileLines(string text, IReadOnlyDictionary<string, string>? overrides)
{
    private readonly YamlMap? _root = YamlTree.Parse(text, new ProblemList("")) as YamlMap;

    /// <summary>The key's line; its parent's where the file doesn't have it; 1 where it has neither; 0 where an override gave it.</summary>
    public int Of(string key)
    {
        if (overrides?.Keys.Any(path => path == key || key.StartsWith(path + ".", StringComparison.Ordinal)) == true)
            return 0;
        int line = 1;
        YamlNode? at = _root;
        foreach (var part in KeyPath.Parse(key) ?? [])
        {
            if (part is not string name || (at as YamlMap)?.Find(name) is not { } entry)
                break;
            line = entry.Line;
            at = entry.Value;
        }
        return line;
    }
}
