namespace ModelOps.Core.Tests.Settings;

/// <summary>docs/settings.md and the program name the same settings, with the same defaults, variables and meanings.</summary>
public sealed class SettingDocumentationTests
{
    /// <summary>Depends on the machine.</summary>
    private const string OnePlaceForEightCores = "1 for every 8 cores";

    [Fact]
    public void Every_setting_is_documented_as_it_is_and_no_other()
    {
        var rows = File.ReadLines(Repository.File("docs", "settings.md")).Where(l => l.StartsWith("| `", StringComparison.Ordinal));
        Assert.Equal(ModelOpsSettings.All.Select(Row), rows);
    }

    private static string Row(Setting setting)
    {
        var byDefault = setting == ModelOpsSettings.TrainingCpuPlaces ? OnePlaceForEightCores
            : string.Concat(setting.DefaultTexts) is { Length: > 0 } text ? text
            : "none";
        var allowed = setting.Allowed.Replace($"'{Path.PathSeparator}'", "':' (';' on Windows)", StringComparison.Ordinal);
        return $"| `{setting.Key}` | {byDefault} | `{setting.EnvironmentVariable}` | {allowed} | {setting.Description} |";
    }
}
