namespace ModelOps.Core;

/// <summary>A setting there is: its name, what it may be, its default. The value in force comes from <see cref="SettingStore"/>.</summary>
public abstract class Setting(string key, string description)
{
    public string Key { get; } = key;

    /// <summary>What it is for: one sentence.</summary>
    public string Description { get; } = description;

    /// <summary>MODELOPS_ and the key in upper case, unless another name is usual.</summary>
    public string EnvironmentVariable { get; init; } = "MODELOPS_" + key.Replace('.', '_').ToUpperInvariant();

    public abstract string Allowed { get; }

    /// <summary>The default as it is written in settings.yaml.</summary>
    public abstract IReadOnlyList<string> DefaultTexts { get; }

    internal abstract IReadOnlyList<string> Split(string variable);

    /// <summary>Checks texts and writes the value they mean in its usual way.</summary>
    /// <param name="texts">What was written.</param>
    /// <param name="origin">Where, for the error: "in /home/a/settings.yaml, line 3"; empty for a new value.</param>
    internal abstract IReadOnlyList<string> Normalize(IReadOnlyList<string> texts, string origin);

    public override string ToString() => Key;
}

/// <inheritdoc/>
/// <typeparam name="T">Type of the value.</typeparam>
public sealed class Setting<T>(string key, SettingKind<T> kind, T defaultValue, string description) : Setting(key, description)
{
    public T Default { get; } = defaultValue;
    public override string Allowed => kind.Allowed;
    public override IReadOnlyList<string> DefaultTexts => kind.Format(Default);

    /// <summary>
    /// The value that texts mean; InvalidInput with key, value, what is allowed and <paramref name="origin"/> where they mean none.
    /// </summary>
    internal T Parse(IReadOnlyList<string> texts, string origin) =>
        kind.TryParse(texts, out var value) ? Check(value, texts, origin) : throw Invalid(texts, "isn't written so", origin);

    /// <summary>What is wrong with a text, or null.</summary>
    internal string? Problem(string text) =>
        kind.TryParse([text], out var value) && kind.Problem(value) is null ? null : $"must be {kind.Allowed}, not '{text}'";

    /// <summary>A value given by a parameter, checked.</summary>
    public T Check(T value) => Check(value, kind.Format(value), "as a parameter");

    internal override IReadOnlyList<string> Split(string variable) => kind.Split(variable);

    internal override IReadOnlyList<string> Normalize(IReadOnlyList<string> texts, string origin) => kind.Format(Parse(texts, origin));

    private T Check(T value, IReadOnlyList<string> texts, string origin) =>
        kind.Problem(value) is { } problem ? throw Invalid(texts, problem, origin) : value;

    private ModelOpsException Invalid(IReadOnlyList<string> texts, string problem, string origin) =>
        Error.Of(ErrorKind.InvalidInput, "SettingInvalid", Key, string.Join(Path.PathSeparator, texts),
            origin.Length > 0 ? " " + origin : "", problem, kind.Allowed,
            origin.StartsWith("in ", StringComparison.Ordinal) ? "Correct it there." : "Give another value.");
}
