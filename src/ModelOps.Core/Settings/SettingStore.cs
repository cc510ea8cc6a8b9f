namespace ModelOps.Core;

/// <summary>
/// The values of settings: the environment variable, else settings.yaml in MODELOPS_HOME, else the default. Each read looks anew, so
/// that a long-running process follows the file.
/// </summary>
/// <param name="home">Where settings.yaml lies.</param>
/// <param name="environment">Reads an environment variable; by default this process's.</param>
public sealed class SettingStore(ModelOpsHome home, Func<string, string?>? environment = null)
{
    private readonly Func<string, string?> environment = environment ?? Environment.GetEnvironmentVariable;
    private readonly SettingsFile file = new(Path.Combine(home.Path, "settings.yaml"));

    /// <summary>Path of settings.yaml, which need not exist.</summary>
    public string FilePath => file.Path;

    /// <summary>The value in force; InvalidInput with where it came from when it isn't allowed.</summary>
    public T Get<T>(Setting<T> setting)
    {
        var found = Look(setting);
        return found.Source == SettingSource.Default ? setting.Default : setting.Parse(found.Texts, found.Place);
    }

    /// <summary>A parameter's value, or else the one in force.</summary>
    public T Get<T>(Setting<T> setting, T? parameter) where T : struct => parameter is { } value ? setting.Check(value) : Get(setting);

    /// <inheritdoc cref="Get{T}(Setting{T}, T?)"/>
    public T Get<T>(Setting<T> setting, T? parameter) where T : class => parameter is { } value ? setting.Check(value) : Get(setting);

    /// <summary>A setting by its key, with where its value came from.</summary>
    public ModelOpsSetting Show(string key)
    {
        var setting = ModelOpsSettings.Find(key);
        var found = Look(setting);
        return new()
        {
            Key = setting.Key,
            Value = Join(setting.Normalize(found.Texts, found.Place)),
            Source = found.Source,
            Origin = found.Origin,
            Default = Join(setting.DefaultTexts),
            Allowed = setting.Allowed,
            EnvironmentVariable = setting.EnvironmentVariable,
            Description = setting.Description,
        };
    }

    /// <summary>
    /// Writes a value to settings.yaml, whose other lines and comments stay as they are. Nothing is written when it isn't allowed.
    /// </summary>
    public ModelOpsSetting Set(string key, IReadOnlyList<string> texts)
    {
        var setting = ModelOpsSettings.Find(key);
        file.Set(setting, setting.Normalize(texts, origin: ""));
        return Show(key);
    }

    /// <summary>Takes a setting out of settings.yaml.</summary>
    public ModelOpsSetting Reset(string key)
    {
        file.Remove(ModelOpsSettings.Find(key));
        return Show(key);
    }

    private Found Look(Setting setting)
    {
        if (environment(setting.EnvironmentVariable) is { Length: > 0 } variable)
            return new(setting.Split(variable), SettingSource.Environment, setting.EnvironmentVariable,
                $"in the environment variable {setting.EnvironmentVariable}");
        if (file.Read().TryGetValue(setting.Key, out var entry))
            return new(entry.Texts, SettingSource.File, FormattableString.Invariant($"{file.Path}:{entry.Line}"),
                FormattableString.Invariant($"in {file.Path}, line {entry.Line}"));
        return new(setting.DefaultTexts, SettingSource.Default, null, "by default");
    }

    private static string Join(IReadOnlyList<string> texts) => string.Join(Path.PathSeparator, texts);

    private readonly record struct Found(IReadOnlyList<string> Texts, SettingSource Source, string? Origin, string Place);
}
