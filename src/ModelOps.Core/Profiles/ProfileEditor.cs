namespace ModelOps.Core;

/// <summary>
/// Changes keys of a profile's text by path; a value of null takes the key out, which gives it its default. What comes out has exactly the
/// edits, or nothing does: it is read back before it is given out.
/// </summary>
/// <param name="name">The profile's name, for messages.</param>
/// <param name="read">Reads the tree of a profile of this kind and reports its problems.</param>
internal sealed class ProfileEditor(string name, Action<YamlNode?, ProblemList> read)
{
    /// <summary>
    /// The changed text; null where the profile would have problems, which are reported: those of the edits without a line.
    /// </summary>
    public string? Change(string text, IReadOnlyDictionary<string, string?> edits, ProblemList problems)
    {
        if (YamlTree.Parse(text, problems) is not YamlMap expected || problems.Any)
        {
            if (!problems.Any)
                read(null, problems);
            return null;
        }
        ProfileOverrides.Apply(expected, edits.Where(e => e.Value is not null).ToDictionary(e => e.Key, e => e.Value!), problems);
        foreach (var path in edits.Where(e => e.Value is null).Select(e => e.Key))
            Remove(text, expected, path, problems);
        read(expected, problems);
        if (problems.Any)
            return null;
        var changed = edits.OrderBy(e => e.Key, StringComparer.Ordinal).OrderBy(e => e.Value is null)
            .Aggregate(text, (current, edit) => Edit(current, edit.Key, edit.Value, [.. problems.Keys.Keys]));
        var found = new ProblemList(name);
        if (!YamlText.Same(YamlTree.Parse(changed, found), expected) || found.Any)
            throw Error.Of(ErrorKind.InvalidInput, "ProfileNotEditable", name, string.Join(", ", edits.Keys.Order(StringComparer.Ordinal)));
        return changed;
    }

    private void Remove(string text, YamlMap root, string path, ProblemList problems)
    {
        if (ProfileOverrides.Segments(path, problems) is not { } segments)
            return;
        if (segments[^1] is int)
        {
            problems.Add(0, path, "is an item of a list, which can't be taken out by itself; give the whole list");
            return;
        }
        if (ProfileOverrides.Remove(root, segments) || problems.Any)
            return;
        // It isn't in the file: that is as it should be, unless it is no key at all.
        var found = new ProblemList(name);
        var asked = (YamlMap)YamlTree.Parse(text, found)!;
        ProfileOverrides.Apply(asked, new Dictionary<string, string> { [path] = "null" }, found);
        if (!found.Any)
        {
            read(asked, found);
            found.KeepUnknown(KeyPath.Of(segments));
        }
        foreach (var problem in found.InOrder)
            problems.Add(0, path, problem.Message);
    }

    private string Edit(string text, string path, string? value, IReadOnlyList<string> documented)
    {
        var ignored = new ProblemList(name);
        var editor = new YamlEditor(text, (YamlMap)YamlTree.Parse(text, ignored)!, (map, key) => Rank(documented, map, key));
        var segments = ProfileOverrides.Segments(path, ignored)!;
        return value is null ? editor.Remove(segments) : editor.Set(segments, ProfileOverrides.Value(path, value, ignored)!);
    }

    /// <summary>
    /// A key's place among the documented ones. Those below names that a user chose (models.chat) are documented under NAME.
    /// </summary>
    private static int Rank(IReadOnlyList<string> documented, string map, string key)
    {
        var path = KeyPath.Below(map, key);
        var named = $"{map.Split('.')[0]}.{SchemaTree.AnyName}.{key}";
        int at = -1;
        for (int i = 0; i < documented.Count && at < 0; i++)
        {
            var known = documented[i];
            if (known == path || known == named || known.StartsWith(path + ".", StringComparison.Ordinal))
                at = i;
        }
        return at < 0 ? int.MaxValue : at;
    }
}
