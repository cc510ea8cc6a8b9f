using System.Diagnostics.CodeAnalysis;

namespace ModelOps.Core;

/// <summary>Existing folders.</summary>
internal sealed class FoldersSetting : SettingKind<IReadOnlyList<string>>
{
    public override string Allowed =>
        $"existing folders: a list in settings.yaml, separated by '{Path.PathSeparator}' in the environment variable";

    public override bool TryParse(IReadOnlyList<string> texts, [MaybeNullWhen(false)] out IReadOnlyList<string> value)
    {
        value = texts.Where(t => t.Length > 0).Select(UserPath.Absolute).ToList();
        return true;
    }

    public override IReadOnlyList<string> Format(IReadOnlyList<string> value) => value;

    public override string? Problem(IReadOnlyList<string> value) =>
        value.FirstOrDefault(f => !Directory.Exists(f)) is { } missing ? $"names the folder {missing}, which doesn't exist" : null;

    public override IReadOnlyList<string> Split(string variable) => variable.Split(Path.PathSeparator);
}

/// <summary>A program's file, or empty for one that is looked for on the PATH.</summary>
internal sealed class ProgramSetting : ScalarSetting<string>
{
    public override string Allowed => "the path of an executable file, or nothing: then it is looked for on the PATH";

    protected override bool TryParse(string text, [MaybeNullWhen(false)] out string value)
    {
        value = text.Length == 0 ? text : UserPath.Absolute(text);
        return true;
    }

    protected override string Format1(string value) => value;

    public override string? Problem(string value) =>
        value.Length == 0 ? null
        : Directory.Exists(value) ? "is a folder"
        : !File.Exists(value) ? "doesn't exist"
        : !ProgramPath.IsExecutable(value) ? "isn't executable (chmod +x)"
        : null;
}

/// <summary>Paths as people write them.</summary>
internal static class UserPath
{
    /// <summary>The absolute path, ~ being the user's folder.</summary>
    public static string Absolute(string path)
    {
        path = path.Trim();
        if (path == "~" || path.StartsWith("~/", StringComparison.Ordinal))
            path = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..];
        return Path.GetFullPath(path);
    }
}

/// <summary>Looks for programs as a shell does.</summary>
internal static class ProgramPath
{
    /// <summary>The first executable file of this name in the folders of the PATH.</summary>
    public static string? Find(string name)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [""];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => endings.Select(ending => Path.Combine(folder, name + ending)))
            .FirstOrDefault(IsExecutable);
    }

    public static bool IsExecutable(string file)
    {
        const UnixFileMode execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(file) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & execute) != 0);
    }
}
