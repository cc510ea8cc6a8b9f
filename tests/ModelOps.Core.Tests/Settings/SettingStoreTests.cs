using FsCheck;
using FsCheck.Fluent;
using ModelOps.Core;

namespace ModelOps.Core.Tests.Settings;

public sealed class SettingStoreTests : IDisposable
{
    private readonly TempHome home = new();
    private readonly Dictionary<string, string> environment = [];
    private readonly SettingStore settings;

    public SettingStoreTests() => settings = new(new ModelOpsHome(home.Path), name => environment.GetValueOrDefault(name));

    public void Dispose() => home.Dispose();

    private string FileText
    {
        get => File.ReadAllText(settings.FilePath);
        set => File.WriteAllText(settings.FilePath, value);
    }

    [Fact]
    public void Parameter_beats_environment_beats_file_beats_default()
    {
        var limit = ModelOpsSettings.ServerStartLimit;
        Assert.Equal(TimeSpan.FromSeconds(120), settings.Get(limit));
        Assert.Equal(SettingSource.Default, settings.Show(limit.Key).Source);

        settings.Set(limit.Key, ["90s"]);
        Assert.Equal(TimeSpan.FromSeconds(90), settings.Get(limit));
        Assert.Equal(SettingSource.File, settings.Show(limit.Key).Source);

        environment["MODELOPS_SERVER_START_LIMIT"] = "5m";
        Assert.Equal(TimeSpan.FromMinutes(5), settings.Get(limit));
        var shown = settings.Show(limit.Key);
        Assert.Equal((SettingSource.Environment, "MODELOPS_SERVER_START_LIMIT", "5m"), (shown.Source, shown.Origin, shown.Value));

        Assert.Equal(TimeSpan.FromSeconds(7), settings.Get(limit, TimeSpan.FromSeconds(7)));
    }

    [Fact]
    public void An_empty_environment_variable_says_nothing()
    {
        environment["MODELOPS_SERVER_HOST"] = "";
        Assert.Equal(SettingSource.Default, settings.Show("server.host").Source);
    }

    [Fact]
    public void Errors_name_key_value_place_and_what_is_allowed()
    {
        environment["MODELOPS_SERVER_PORTS"] = "80-90";
        var error = Assert.Throws<ModelOpsException>(() => settings.Get(ModelOpsSettings.ServerPorts));
        Assert.Equal("SettingInvalid", error.ErrorId);
        Assert.All(["server.ports", "'80-90'", "MODELOPS_SERVER_PORTS", "1024 to 65535"], part => Assert.Contains(part, error.Message));

        FileText = "# mine\nserver.restart_limit: many\n";
        error = Assert.Throws<ModelOpsException>(() => settings.Show("server.restart_limit"));
        Assert.All(["'many'", settings.FilePath, "line 2", "0 to 1000"], part => Assert.Contains(part, error.Message));

        error = Assert.Throws<ModelOpsException>(() => settings.Get(ModelOpsSettings.ServerStartLimit, TimeSpan.Zero));
        Assert.Contains("as a parameter", error.Message);
    }

    [Fact]
    public void A_mistake_in_one_key_leaves_the_others_usable()
    {
        FileText = "server.restart_limit: many\nserver.host: 0.0.0.0\n";
        Assert.Equal("0.0.0.0", settings.Get(ModelOpsSettings.ServerHost));
    }

    [Theory]
    [InlineData("server.hots: 127.0.0.1\n", "server.host", 1)]
    [InlineData("server.host: 127.0.0.1\nserver:\n  host: 127.0.0.1\n", "server.host: 127.0.0.1", 2)]
    [InlineData("server.host: [a, [b]]\n", "list of texts", 1)]
    [InlineData("- server.host\n", "mapping", 1)]
    [InlineData("a: b: c\n", "settings.yaml", 1)]
    [InlineData("server.host: a\nserver.host: b\n", "server.host", 2)]
    public void A_broken_file_is_named_with_line_and_reason(string text, string part, int line)
    {
        FileText = text;
        var error = Assert.Throws<ModelOpsException>(() => settings.Show("server.host"));
        Assert.Equal("SettingsFileInvalid", error.ErrorId);
        Assert.Contains(settings.FilePath, error.Message);
        Assert.Contains($"line {line}", error.Message);
        Assert.Contains(part, error.Message);
    }

    [Fact]
    public void Folders_that_do_not_exist_are_named()
    {
        var missing = Path.Combine(home.Path, "nowhere");
        var error = Assert.Throws<ModelOpsException>(() => settings.Set("models.folders", [home.Path, missing]));
        Assert.Contains(missing, error.Message);
        Assert.False(File.Exists(settings.FilePath));
    }

    [Fact]
    public void Folders_come_as_a_list_or_separated_in_the_environment()
    {
        var (a, b) = (Directory.CreateDirectory(Path.Combine(home.Path, "a b")).FullName, Directory.CreateDirectory(Path.Combine(home.Path, "c")).FullName);
        settings.Set("models.folders", [a, b]);
        Assert.Equal([a, b], settings.Get(ModelOpsSettings.ModelFolders));
        FileText = $"models.folders:\n  - {a}\n  - {b}\nserver.host: 0.0.0.0\n";
        Assert.Equal([a, b], settings.Get(ModelOpsSettings.ModelFolders));
        settings.Set("models.folders", [b]);
        Assert.Equal($"models.folders: [{b}]\nserver.host: 0.0.0.0\n", FileText);
        Assert.Equal([b], settings.Get(ModelOpsSettings.ModelFolders));
        environment["MODELOPS_MODEL_FOLDERS"] = $"{a}{Path.PathSeparator}{b}";
        Assert.Equal([a, b], settings.Get(ModelOpsSettings.ModelFolders));
    }

    [Fact]
    public void A_missing_program_is_named()
    {
        var error = Assert.Throws<ModelOpsException>(() => settings.Set("server.program", ["/nowhere/llama-server"]));
        Assert.Contains("/nowhere/llama-server", error.Message);
        Assert.Contains("doesn't exist", error.Message);
    }

    [Fact]
    public void Set_and_Reset_keep_comments_order_and_other_values()
    {
        const string before = "# my machine\nserver.host: 127.0.0.1   # only here\n\n# slow disk\nserver.start_limit: 10m\nserver.restart_limit:\n";
        FileText = before;
        settings.Set("server.host", ["0.0.0.0"]);
        settings.Set("server.restart_limit", ["5"]);
        Assert.Equal(before.Replace("127.0.0.1 ", "0.0.0.0   ").Replace("restart_limit:", "restart_limit: 5"), FileText);

        settings.Set("server.log_files", ["7"]);
        Assert.Equal(7, settings.Get(ModelOpsSettings.ServerLogFiles));
        settings.Reset("server.log_files");
        Assert.Equal(before.Replace("127.0.0.1 ", "0.0.0.0   ").Replace("restart_limit:", "restart_limit: 5"), FileText);

        settings.Reset("server.start_limit");
        Assert.DoesNotContain("10m", FileText);
        Assert.Contains("# slow disk", FileText);
        Assert.Equal("0.0.0.0", settings.Get(ModelOpsSettings.ServerHost));
        settings.Reset("server.start_limit");
    }

    [Fact]
    public void A_list_in_brackets_is_replaced_whole_and_the_files_line_ends_stay()
    {
        var (a, b) = (Directory.CreateDirectory(Path.Combine(home.Path, "a b")).FullName, Directory.CreateDirectory(Path.Combine(home.Path, "c")).FullName);
        FileText = $"# one\r\nmodels.folders: [{b}] # two\r\nserver.host: 127.0.0.1\r\n";
        settings.Set("models.folders", [a, b]);
        settings.Set("server.log_files", ["7"]);
        Assert.Equal($"# one\r\nmodels.folders: ['{a}', {b}] # two\r\nserver.host: 127.0.0.1\r\n# {ModelOpsSettings.ServerLogFiles.Description}\r\nserver.log_files: 7\r\n", FileText);
        settings.Set("models.folders", []);
        settings.Reset("server.log_files");
        // The comment keeps its column.
        Assert.Matches("^# one\r\nmodels\\.folders: \\[\\] +# two\r\nserver\\.host: 127\\.0\\.0\\.1\r\n$", FileText);
        FileText = $"{{ server.host: 127.0.0.1, models.folders: [{b}] }}\n";
        settings.Set("server.restart_limit", ["5"]);
        settings.Reset("server.host");
        Assert.Equal((5, b), (settings.Get(ModelOpsSettings.ServerRestartLimit), settings.Get(ModelOpsSettings.ModelFolders)[0]));
        Assert.Equal("127.0.0.1", settings.Get(ModelOpsSettings.ServerHost));
    }

    [Fact]
    public void A_file_that_is_not_UTF8_is_read_and_not_changed()
    {
        byte[] latin = [.. "# Gr"u8, 0xF6, 0xDF, .. "e\nserver.host: 0.0.0.0\n"u8];
        File.WriteAllBytes(settings.FilePath, latin);
        Assert.Equal("0.0.0.0", settings.Get(ModelOpsSettings.ServerHost));
        Assert.Equal("FileNotUtf8", Assert.Throws<ModelOpsException>(() => settings.Set("server.host", ["127.0.0.1"])).ErrorId);
        Assert.Equal(latin, File.ReadAllBytes(settings.FilePath));
    }

    [Fact]
    public void Set_refuses_what_is_not_allowed_and_leaves_the_file_alone()
    {
        settings.Set("server.host", ["127.0.0.1"]);
        var before = FileText;
        Assert.Throws<ModelOpsException>(() => settings.Set("server.start_limit", ["soon"]));
        var error = Assert.Throws<ModelOpsException>(() => settings.Set("server.start_limt", ["5s"]));
        Assert.Contains("server.start_limit", error.Message);
        Assert.Equal(before, FileText);
    }

    [Fact]
    public async Task Two_shells_that_set_at_once_lose_nothing()
    {
        var keys = ModelOpsSettings.All.OfType<Setting<TimeSpan>>().ToList();
        await Task.WhenAll(keys.Select(k => Task.Run(() =>
            new SettingStore(new ModelOpsHome(home.Path), _ => null).Set(k.Key, ["3s"]))));
        Assert.All(keys, k => Assert.Equal(TimeSpan.FromSeconds(3), settings.Get(k)));
    }

    [Fact]
    public void Every_setting_has_its_default_a_description_and_a_variable_of_its_own()
    {
        Assert.All(ModelOpsSettings.All, s => Assert.EndsWith(".", s.Description));
        Assert.Equal(ModelOpsSettings.All.Count, ModelOpsSettings.All.Select(s => s.EnvironmentVariable).Distinct().Count());
        foreach (var setting in ModelOpsSettings.All)
        {
            var shown = settings.Show(setting.Key.ToUpperInvariant());
            Assert.Equal((shown.Default, SettingSource.Default), (shown.Value, shown.Source));
        }
    }

    [Fact]
    public void Durations_and_sizes_are_read_as_they_are_written()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Gen.Choose(1, 3_600_000 * 6).ToArbitrary(), milliseconds =>
        {
            var value = TimeSpan.FromMilliseconds(Math.Max(1000, milliseconds));
            settings.Set("server.start_limit", [DurationSetting.Text(value)]);
            return settings.Get(ModelOpsSettings.ServerStartLimit) == value;
        }));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(Gen.Choose(4096, int.MaxValue).ToArbitrary(), bytes =>
        {
            settings.Set("server.log_size", [bytes.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            return settings.Get(ModelOpsSettings.ServerLogSize) == bytes;
        }));
    }

    [Fact]
    public void Any_text_survives_the_file()
    {
        var text = ArbMap.Default.GeneratorFor<NonNull<string>>().Select(s => s.Get.Trim())
            .Where(s => s.Length > 0 && s.All(c => c is >= ' ' and < '\ud800' && c != '\u007f' && !char.IsControl(c)));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(text.ToArbitrary(), host =>
        {
            settings.Set("server.host", [host]);
            return settings.Get(ModelOpsSettings.ServerHost) == host.Trim();
        }));
    }
}
