using System.Text;

namespace ModelOps.Core.Tests.Profiles;

public sealed class ProfileFilesTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly ProfileStore _store;
    private readonly ProfileFiles _files;

    public ProfileFilesTests()
    {
        _store = new(_home.Home);
        _files = new(_home.Home);
    }

    public void Dispose() => _home.Dispose();

    private static Dictionary<string, string?> Edits(params (string Path, string? Value)[] edits) =>
        edits.ToDictionary(e => e.Path, e => e.Value);

    [Fact]
    public void A_file_that_is_not_UTF8_is_not_changed()
    {
        var made = _files.Create("mine", _store.Get("digits-mlp"));
        byte[] latin = [.. "# Gr"u8, 0xF6, 0xDF, .. "e\n"u8, .. File.ReadAllBytes(made.Path!)];
        File.WriteAllBytes(made.Path!, latin);
        var error = Assert.Throws<ModelOpsException>(() => _files.Set(_store.Get("mine"), Edits(("epochs", "3"))));
        Assert.Equal("FileNotUtf8", error.ErrorId);
        Assert.Equal(latin, File.ReadAllBytes(made.Path!));
    }

    [Theory]
    [InlineData("digits-cnn", "profiles/mine.yaml")]
    [InlineData("serving-example", "profiles/serving/mine.yaml")]
    public void A_sample_is_a_template_for_any_name(string sample, string file)
    {
        var made = _files.Create("mine", _store.Get(sample, kind: null));

        Assert.Equal((_home.File(file.Split('/')), false, "mine"), (made.Path, made.Shipped, made.Name));
        Assert.True(_store.Test(made).Valid);
        Assert.Equal(
            ErrorKind.AlreadyExists, Assert.Throws<ModelOpsException>(() => _files.Create("MINE", _store.Get(sample, kind: null))).Kind);
    }

    [Fact]
    public void Samples_of_serving_profiles_are_valid() =>
        Assert.All(_store.Find(null, ProfileKind.Serving), p => Assert.Empty(_store.Test(p).Problems));

    [Fact]
    public void A_byte_order_mark_windows_line_breaks_and_a_link_stay()
    {
        var file = _home.File("real.yaml");
        File.WriteAllText(
            file, "# mine\r\nnetwork: { family: mlp }\r\nepochs: 3 # few\r\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Directory.CreateDirectory(_home.Home.Profiles);
        var link = Path.Combine(_home.Home.Profiles, "mine.yaml");
        File.CreateSymbolicLink(link, file);

        _files.Set(_store.Get("mine"), Edits(("epochs", "4"), ("batch", "8")));

        Assert.Equal("\uFEFF# mine\r\nnetwork: { family: mlp }\r\nepochs: 4 # few\r\nbatch: 8\r\n",
            Encoding.UTF8.GetString(File.ReadAllBytes(file)));
        Assert.NotNull(File.ResolveLinkTarget(link, returnFinalTarget: true));
    }

    [Fact]
    public void Edits_at_the_same_time_are_all_made()
    {
        _files.Create("mine", _store.Get("digits-mlp"));
        string[] keys = ["epochs", "batch", "seed", "threads", "checkpoint.keep", "schedule.warmup_steps", "data.seed", "early_stopping.patience"];

        Parallel.ForEach(keys, key => new ProfileFiles(_home.Home).Set(_store.Get("mine"), Edits((key, "5"))));

        var text = _store.Get("mine").Text;
        var profile = ProfileStore.FromYaml(text, "mine.yaml");
        Assert.Equal((5, 5, 5L, 5, 5, 5, 5L), (profile.Epochs, profile.Batch, profile.Seed, profile.Threads, profile.Checkpoint.Keep,
            profile.Schedule.WarmupSteps, profile.Data.Seed));
        Assert.Equal(5, profile.EarlyStopping!.Patience);
    }

    [Fact]
    public void A_file_of_serving_keys_is_known_by_them()
    {
        File.WriteAllText(_home.File("x.yaml"), "models:\n  a: { model: ./a.gguf, context: x }\n");
        var profile = _store.Get(_home.File("x.yaml"), kind: null);

        Assert.Equal(ProfileKind.Serving, profile.Kind);
        Assert.Equal("models.a.context", Assert.Single(_store.Test(profile).Problems).Key);
    }

    [Fact]
    public void A_servers_key_comes_behind_its_model()
    {
        var made = _files.Create(
            "mine", _store.Get("serving-example", ProfileKind.Serving), Edits(("models.chat.threads", "3"), ("models.chat.enabled", null)));

        Assert.Matches(@"(?m)^  chat:\n    model: .*\n    tier: .*\n    # false: .*\n    port: .*\n    threads: 3\n", made.Text);
    }

    [Fact]
    public void The_schema_lies_beside_the_profiles()
    {
        _files.Set(_store.Get("digits-cnn"), Edits(("epochs", "5")));

        Assert.Equal(ProfileSchema.Text(ProfileKind.Training), File.ReadAllText(_home.File("profiles", "profile.schema.json")));
    }

    [Fact]
    public void Nothing_is_written_for_a_profile_with_problems()
    {
        Assert.Throws<ProfileException>(() => _files.Create("mine", _store.Get("digits-mlp"), Edits(("epochs", "0"))));
        Assert.Throws<ProfileException>(() => _files.Set(_store.Get("digits-mlp"), Edits(("optimizer.rate", null))));
        Assert.All(_store.Find(), p => Assert.True(p.Shipped));
    }
}
