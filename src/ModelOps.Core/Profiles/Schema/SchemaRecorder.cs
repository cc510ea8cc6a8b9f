using System.Text.Json.Nodes;

namespace ModelOps.Core;

/// <summary>What a reader asked for: keys by path, each with its default as text and what it takes.</summary>
internal sealed class SchemaRecorder
{
    private readonly List<RecordedKey> _keys = [];

    /// <summary>In the order in which they were asked for.</summary>
    public IReadOnlyList<RecordedKey> Keys => _keys;

    /// <summary>A key that is asked for again counts as it was asked for last.</summary>
    public void Add(string path, string byDefault, JsonObject? shape)
    {
        int at = _keys.FindIndex(k => k.Path == path);
        if (at < 0)
            _keys.Add(new(path, byDefault, shape));
        else
            _keys[at] = new(path, byDefault, shape ?? _keys[at].Shape);
    }
}

/// <param name="Path">Its path: optimizer.lr.</param>
/// <param name="Default">Its default as text; "required" for none.</param>
/// <param name="Shape">What it takes; null: anything.</param>
internal sealed record RecordedKey(string Path, string Default, JsonObject? Shape)
{
    public bool IsRequired => Default == "required";
}
