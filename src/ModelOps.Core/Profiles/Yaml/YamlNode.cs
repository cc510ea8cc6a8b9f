namespace ModelOps.Core;

/// <summary>A part of a YAML file with the line it stands on, from 1; 0 for a value given by an override.</summary>
internal abstract class YamlNode(int line)
{
    public int Line { get; } = line;

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
    public List<YamlNode> Items { get; } = [];
}

/// <summary>A key and its value.</summary>
internal sealed record YamlEntry(string Key, int Line, YamlNode Value);

internal sealed class YamlMap(int line) : YamlNode(line)
{
    public List<YamlEntry> Entries { get; } = [];

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
