using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests.Profiles;

/// <summary>
/// A valid profile is read as it is; P19: an invalid one is refused with the key named; P20: what is left out gets its default.
/// </summary>
public sealed class ProfileProperties
{
    private const int Cases = 300;

    private static string Json(TrainingProfile profile) => JsonSerializer.Serialize(profile, ModelJson.Default.TrainingProfile);

    [Fact]
    public void A_valid_profile_is_read_as_it_was_written() => Property.Holds(ProfileGenerators.Profiles, ReadAsWritten, Cases);

    [Fact]
    public void A_valid_profile_of_an_agent_is_read_as_it_was_written() => Property.Holds(ProfileGenerators.Agents, ReadAsWritten, Cases);

    private static void ReadAsWritten(TrainingProfile profile)
    {
        var yaml = ProfileStore.ToYaml(profile);
        var read = ProfileStore.FromYaml(yaml, "other.yaml");

        Assert.Equal(Json(profile), Json(read));
        Assert.Equal(yaml, ProfileStore.ToYaml(read));
    }

    /// <summary>What a comparison or a chart names of a run can be given to another one with -Set.</summary>
    [Fact]
    public void Settings_are_keys_that_can_be_set() => Property.Holds(
        Gen.OneOf(ProfileGenerators.Agents, ProfileGenerators.Profiles.Where(p => p.Network is not LayerListSpecification)), generated =>
        {
            // Names that are something else without their quotes (null, 1e3) are texts, not settings to choose.
            var profile = generated with { Name = "a", StartFrom = null, Data = generated.Data with { Dataset = null } };
            var store = new ProfileStore(new ModelOpsHome(Path.Combine(Path.GetTempPath(), "modelops-no-such-home")));
            var other = new ModelProfile { Name = "other", Text = "name: other\n", Path = "other.yaml" };
            var again = store.Parse(other, ProfileSettings.Of(profile));
            Assert.Equal(ProfileStore.ToYaml(profile), ProfileStore.ToYaml(again));
        }, Cases);

    [Fact]
    public void P20_LeftOutKeysGetTheirDefaults()
    {
        var cases = from profile in ProfileGenerators.Profiles
                    from left in Gen.Elements(true, false).ArrayOf(100)
                    select (profile, left);
        Property.Holds(cases, c =>
        {
            var byDefault = new TrainingProfile { Name = "file", Network = c.profile.Network };
            var all = Sections(ProfileStore.ToYaml(c.profile));
            var defaults = Sections(ProfileStore.ToYaml(byDefault)).ToDictionary(s => s.Key, s => s.Text);
            var kept = all.Where((s, i) => s.Key == "network" || !c.left[i]).ToList();
            var expected = all.Select((s, i) => s.Key == "network" || !c.left[i] ? s.Text : defaults[s.Key]);

            var read = ProfileStore.FromYaml(string.Concat(kept.Select(s => s.Text)), "file.yaml");

            Assert.Equal(string.Concat(expected), ProfileStore.ToYaml(read));
        }, Cases);
    }

    /// <summary>What makes a profile invalid: the path, and a value that no profile may have there.</summary>
    private static readonly (string Path, string Value, string? Named)[] Mistakes =
    [
        ("name", "a/b", null), ("name", "[a]", null),
        ("network", "5", null), ("network.family", "resnext", null), ("network.unknown", "1", null), ("network", "{ family: cnn, kernel: 0 }", "network.kernel"),
        ("network", "{ family: mlp, activation: swish }", "network.activation"), ("network", "{ family: mlp, hidden: [0] }", "network.hidden[0]"),
        ("network", "{ layers: [relu, { linear: { out: 0 } }] }", "network.layers[1].out"), ("network", "{ layers: [{ dropout: { p: 2 } }, linear] }", "network.layers[0].p"),
        ("data.dataset", "a b", null), ("data.train", "0", null), ("data.train", "1.0", null), ("data.train", "x", null), ("data.seed", "-1", null),
        ("data.normalize", "1", null), ("data.shape", "[0]", "data.shape[0]"), ("data.shape", "8", null), ("data.split", "0.5", null),
        ("optimizer.name", "lion", null), ("optimizer.lr", "0", null), ("optimizer.lr", "-1", null), ("optimizer.lr", "1e999", null),
        ("optimizer.weight_decay", "-0.1", null), ("optimizer.momentum", "1", null), ("optimizer.betas", "[0.9, 1]", "optimizer.betas[1]"),
        ("optimizer.betas", "0.9", null), ("optimizer.eps", "0", null), ("optimizer.nesterov", "true", null), ("optimizer.clip_norm", "0", null),
        ("loss.label_smoothing", "1", null), ("loss.class_weights", "equal", null), ("loss.class_weights", "[1, 0]", "loss.class_weights[1]"),
        ("loss.class_weights", "[]", null), ("loss.name", "mse", null), ("accumulate", "0", null), ("accumulate", "1.5", null), ("optimizer", "adam", null),
        ("schedule.name", "linear", null), ("schedule.warmup_steps", "-1", null), ("schedule.warmup_steps", "1.5", null), ("schedule.final_share", "1.1", null),
        ("schedule.start_share", "-0.1", null), ("schedule.peak_at", "1", null), ("schedule.every_epochs", "0", null), ("schedule.factor", "1", null),
        ("schedule.metric", "training_loss", null), ("schedule.patience", "-1", null), ("schedule.threshold", "1", null), ("schedule.cooldown", "-1", null),
       
        ("epochs", "0", null), ("epochs", "ten", null), ("batch", "0", null), ("batch", "2147483648", null), ("precision", "fp8", null),
        ("seed", "-1", null), ("seed", "9223372036854775808", null), ("device", "tpu", null), ("threads", "-1", null), ("threads", "1025", null),
        ("start_from", "[a]", null), ("start_from", "''", null), ("checkpoint.every_epochs", "0", null), ("checkpoint.every_steps", "-1", null), ("checkpoint.keep", "0", null), ("checkpoint.best", "f1", null),
        ("early_stopping.metric", "training_loss", null), ("early_stopping.patience", "0", null), ("early_stopping.mode", "min", null), ("learning_rate", "1", null),
    ];

    [Fact]
    public void P19_InvalidProfilesAreRefusedWithEveryKeyNamed()
    {
        var mistakes = Gen.Elements(Mistakes).ArrayOf(3).Select(m => m.DistinctBy(x => x.Path.Split('.')[0]).ToArray());
        Property.Holds(ProfileGenerators.Profiles.Zip(mistakes), c =>
        {
            var (profile, wrong) = c;
            var overrides = wrong.ToDictionary(m => m.Path, m => m.Value);
            var text = ProfileStore.ToYaml(profile);
            var store = new ProfileStore(new ModelOpsHome("/nowhere"));

            var error = Assert.Throws<ProfileException>(() => store.Parse(new ModelProfile { Name = "p", Text = text }, overrides));

            foreach (var mistake in wrong)
            {
                var key = mistake.Named ?? mistake.Path;
                Assert.Contains(key, error.Problems.Select(p => p.Key));
                Assert.Contains($"{key}: ", error.Message, StringComparison.Ordinal);
            }
        }, Cases);
    }

    [Fact]
    public void No_text_does_more_than_be_refused()
    {
        var cases = from profile in ProfileGenerators.Profiles
                    from start in Gen.Choose(0, 300)
                    from length in Gen.Choose(0, 20)
                    from insert in Gen.Elements("", ":", "- ", "\n", "{", "}", "[", "]", "'", "\"", "#", "&a ", "*a ", "!x ", "\t", "? ", "|", "%", "\0", "é", "---\n", "<<: ")
                    select (ProfileStore.ToYaml(profile), start, length, insert);
        Property.Holds(cases, c =>
        {
            var (text, start, length, insert) = c;
            start = Math.Min(start, text.Length);
            var changed = text[..start] + insert + text[Math.Min(text.Length, start + length)..];
            try
            {
                ProfileStore.FromYaml(changed, "p.yaml");
            }
            catch (ProfileException e)
            {
                Assert.All(e.Problems, p => Assert.True(p.Line >= 1, p.ToString()));
            }
        }, 2000);
    }

    /// <summary>The top keys of a written profile, each with its lines.</summary>
    private static List<(string Key, string Text)> Sections(string yaml)
    {
        var sections = new List<(string, string)>();
        foreach (var line in yaml.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] != ' ')
                sections.Add((line.Split(':')[0], ""));
            sections[^1] = (sections[^1].Item1, sections[^1].Item2 + line + "\n");
        }
        return sections;
    }
}
