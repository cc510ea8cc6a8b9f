namespace ModelOps.Core;

/// <summary>Characters of a text, from <paramref name="Start"/> up to but without <paramref name="End"/>.</summary>
internal readonly record struct YamlSpan(int Start, int End);

/// <summary>A part of a YAML file with the line it stands on, from 1; 0 for a value given by an override.</summary>
internal abstract class YamlNode(int line)
{
    public int Line { get; } = line;

    /// <summary>Where it stands in the text; a block map or list from its first key or dash to the end of its last value.</summary>
    public YamlSpan Span { get; init; }

    /// <summary>Written by indentation (maps, lists) or as a literal (| and >), not within a line.</summary>
    public bool IsBlock { get; init; }

    /// <summary>"null", "~" or nothing at all.</summary>
    public bool IsNull => this is YamlScalar { Plain: true, Value: "" or "null" or "~" or "Null" or "NULL" };
}

/// <summary>A single value. <paramref name="plain"/>: written without quotes.</summary>
internal sealed class YamlScalar(int line, string value, bool plain) : YamlNode(line)
{
    public string Value { get; } = value;
    public bool Plain { get; } = plain;
}

internal sealed class YamlList(int line) : YamlNode(line)
{
    public List<YamlNode> Items { get; init; } = [];
}

/// <summary>A key and its value; <paramref name="KeySpan"/> is where the key stands in the text.</summary>
internal sealed record YamlEntry(string Key, int Line, YamlNode Value, YamlSpan KeySpan = default);

internal sealed class YamlMap(int line) : YamlNode(line)
{
    public List<YamlEntry> Entries { get; init; } = [];

    public YamlEntry? Find(string key) => Entries.Find(e => e.Key == key);

    /// <summary>Replaces the key's value, or adds the key at the end.</summary>
    public void Set(string key, YamlNode value)
    {
        int at = Entries.FindIndex(e => e.Key == key);
        var entry = new YamlEntry(key, value.Line, value);
        if (at < 0)
            Entries.Add(entry);
        else
            Entries[at] = entry;
    }
}
