using System.Text.Json.Nodes;

namespace ModelOps.Core;

/// <summary>Collects what is wrong with one profile, and which keys its reader knows.</summary>
internal sealed class ProblemList(string file)
{
    private readonly List<ProfileProblem> _problems = [];
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unknown = new(StringComparer.Ordinal);

    public bool Any => _problems.Count > 0;

    /// <summary>In the file's order; what overrides brought comes last.</summary>
    public IReadOnlyList<ProfileProblem> InOrder => _problems.OrderBy(p => p.Line == 0 ? int.MaxValue : p.Line).ToList();

    /// <summary>Every key that was asked for, with its default as text: what docs/profiles.md documents.</summary>
    public IReadOnlyDictionary<string, string> Keys => _keys;

    public void Add(int line, string key, string message) => _problems.Add(new ProfileProblem(file, line, key, message));

    /// <summary>A key that no reader asked for.</summary>
    public void Unknown(int line, string key, string hint)
    {
        _unknown.Add(key);
        Add(line, key, $"unknown key. {hint}");
    }

    /// <summary>Leaves only what says that a path leads to a key that nobody asked for.</summary>
    public void KeepUnknown(string path) =>
        _problems.RemoveAll(p => !_unknown.Contains(p.Key) || p.Key != path && !path.StartsWith(p.Key + ".", StringComparison.Ordinal));

    /// <summary>Notes what each key takes, where somebody wants to know.</summary>
    public SchemaRecorder? Recorder { get; init; }

    public void Known(string key, string byDefault, Func<JsonObject>? shape = null)
    {
        _keys[key] = byDefault;
        Recorder?.Add(key, byDefault, shape?.Invoke());
    }
}
