namespace ModelOps.Core;

/// <summary>Collects what is wrong with one profile, and which keys its reader knows.</summary>
internal sealed class ProblemList(string file)
{
    private readonly List<ProfileProblem> _problems = [];
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);

    public bool Any => _problems.Count > 0;

    /// <summary>In the file's order; what overrides brought comes last.</summary>
    public IReadOnlyList<ProfileProblem> InOrder => _problems.OrderBy(p => p.Line == 0 ? int.MaxValue : p.Line).ToList();

    /// <summary>Every key that was asked for, with its default as text: what docs/profiles.md documents.</summary>
    public IReadOnlyDictionary<string, string> Keys => _keys;

    public void Add(int line, string key, string message) => _problems.Add(new ProfileProblem(file, line, key, message));

    public void Known(string key, string byDefault) => _keys[key] = byDefault;
}
