namespace ModelOps.Core;

/// <summary>
/// Puts values given by path over those of a profile's file: optimizer.lr, network.hidden[0], network.layers[2].out (see
/// <see cref="KeyPath"/>). A value is YAML: 0.01, cosine, [64, 32]. A path that leads to no known key is found when the profile is read.
/// </summary>
internal static class ProfileOverrides
{
    /// <summary>Line of everything that an override brought.</summary>
    private const int NoLine = 0;

    public static void Apply(YamlMap root, IReadOnlyDictionary<string, string> overrides, ProblemList problems)
    {
        foreach (var (path, text) in overrides.OrderBy(o => o.Key, StringComparer.Ordinal))
        {
            if (Segments(path, problems) is { } segments && Value(path, text, problems) is { } value
                && Set(root, segments, value) is { } problem)
                problems.Add(NoLine, path, problem);
        }
    }

    /// <summary>A path's keys (text) and indices (int); null where it is no path, which is reported.</summary>
    public static List<object>? Segments(string path, ProblemList problems)
    {
        var segments = KeyPath.Parse(path);
        if (segments is null)
            problems.Add(NoLine, path, "is not a path of keys, such as optimizer.lr, network.hidden[0] or models.\"qwen2.5\".context");
        return segments;
    }

    /// <summary>Takes a key out of the tree; false where it isn't there.</summary>
    public static bool Remove(YamlMap root, IReadOnlyList<object> path)
    {
        YamlNode? at = root;
        for (int i = 0; i + 1 < path.Count; i++)
        {
            at = path[i] is int index ? (at as YamlList)?.Items.ElementAtOrDefault(index) : (at as YamlMap)?.Find((string)path[i])?.Value;
            if (path[i] is int && at is YamlMap { Entries: [var layer] } && layer.Key != path[i + 1] as string)
                at = layer.Value;
        }
        return at is YamlMap map && path[^1] is string key && map.Entries.RemoveAll(e => e.Key == key) > 0;
    }

    /// <summary>A value given as YAML; null where it can't be read, which is reported.</summary>
    public static YamlNode? Value(string path, string text, ProblemList problems)
    {
        var found = new ProblemList("");
        var value = YamlTree.Parse(text, found);
        foreach (var problem in found.InOrder)
            problems.Add(NoLine, path, $"the value '{text}' can't be read: {problem.Message}");
        if (found.Any)
            return null;
        return value is null ? new YamlScalar(NoLine, "", plain: true) : WithoutLines(value);
    }

    /// <summary>What is wrong with the path, or null.</summary>
    private static string? Set(YamlMap root, List<object> segments, YamlNode value)
    {
        YamlNode at = root;
        for (int i = 0; i < segments.Count; i++)
        {
            bool last = i == segments.Count - 1;
            if (segments[i] is int index)
            {
                if (at is not YamlList list)
                    return $"has no item [{index}]: it is no list";
                if (index >= list.Items.Count)
                    return $"has no item [{index}]: the list has {list.Items.Count}, counted from 0";
                if (last)
                    list.Items[index] = value;
                else
                    at = Entered(list, index, segments[i + 1]);
                continue;
            }
            if (at is not YamlMap map)
                return $"has no key '{segments[i]}': there is {YamlValue.Describe(at)}";
            var key = (string)segments[i];
            if (last)
                map.Set(key, value);
            else if (segments[i + 1] is int && map.Find(key) is null)
                return $"the profile has no list '{key}' to change one item of; give the whole list";
            else
                at = Below(map, key);
        }
        return null;
    }

    /// <summary>What a key holds; a new map where it is absent or null.</summary>
    private static YamlNode Below(YamlMap map, string key)
    {
        if (map.Find(key) is { Value.IsNull: false } entry)
            return entry.Value;
        var added = new YamlMap(NoLine);
        map.Set(key, added);
        return added;
    }

    /// <summary>
    /// An item of a list. Where it is a layer, its settings, which lie below its type: the path leaves the type out. A type alone (relu)
    /// becomes one with settings.
    /// </summary>
    private static YamlNode Entered(YamlList list, int index, object next)
    {
        if (next is not string key)
            return list.Items[index];
        if (list.Items[index] is YamlScalar type && LayerListReader.TypeNames.Contains(type.Value))
        {
            var opened = new YamlMap(type.Line);
            opened.Set(type.Value, new YamlMap(type.Line));
            list.Items[index] = opened;
        }
        return list.Items[index] is YamlMap { Entries: [var entry] } map && entry.Key != key ? Below(map, entry.Key) : list.Items[index];
    }

    private static YamlNode WithoutLines(YamlNode node)
    {
        switch (node)
        {
            case YamlScalar scalar:
                return new YamlScalar(NoLine, scalar.Value, scalar.Plain);
            case YamlList list:
                var items = new YamlList(NoLine);
                items.Items.AddRange(list.Items.Select(WithoutLines));
                return items;
            default:
                var map = new YamlMap(NoLine);
                foreach (var entry in ((YamlMap)node).Entries)
                    map.Set(entry.Key, WithoutLines(entry.Value));
                return map;
        }
    }
}
