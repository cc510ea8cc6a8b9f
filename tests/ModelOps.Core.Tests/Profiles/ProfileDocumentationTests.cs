using System.Text.RegularExpressions;

namespace ModelOps.Core.Tests.Profiles;

/// <summary>docs/profiles.md, the shipped samples and the reader name the same keys with the same defaults.</summary>
public sealed partial class ProfileDocumentationTests
{
    private static readonly string[] Networks =
        ["{ family: mlp }", "{ family: cnn }", "{ family: resnet }", "{ family: gpt }", $"{{ layers: [{string.Join(", ", LayerListReader.TypeNames)}] }}"];

    private static readonly string[] Agents = ["{ name: dqn }", "{ name: ppo }"];

    private static IEnumerable<string> Profiles => Networks.Select(network => $"network: {network}").Concat(
        Agents.Select(algorithm => $"network: {Networks[0]}\nenvironment: {{ name: cartpole }}\nalgorithm: {algorithm}"));

    /// <summary>Every key that the reader asks for, with its default: of each family by itself, since they share names.</summary>
    private static IEnumerable<(string Key, string Default)> Known => Profiles.SelectMany(profile =>
    {
        var problems = new ProblemList("p");
        ProfileReader.Read(profile, "p", null, problems);
        return problems.Keys.Select(k => (k.Key, k.Value == "layers" ? "required" : k.Value));
    }).Distinct();

    private static IEnumerable<(string Key, string Default)> Documented =>
        Row().Matches(File.ReadAllText(Repository.File("docs", "profiles.md"))).Select(m => (m.Groups[1].Value, m.Groups[2].Value))
            .Distinct();

    [Fact]
    public void Every_key_is_documented_with_its_default_and_no_other() =>
        Assert.Equal(Known.Order().Select(k => $"{k.Key} = {k.Default}"), Documented.Order().Select(k => $"{k.Key} = {k.Default}"));

    [Fact]
    public void Every_layer_type_is_documented() =>
        Assert.All(LayerListReader.TypeNames, type => Assert.Contains($"{type}.name", Documented.Select(d => d.Key)));

    public static TheoryData<string> Samples => [.. ShippedProfiles.All.Keys];

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_is_valid_and_comments_every_key(string name)
    {
        var text = ShippedProfiles.All[name];
        var profile = ProfileStore.FromYaml(text, name + ".yaml");
        Assert.Equal(name, profile.Name);

        var given = new HashSet<string>();
        Collect((YamlMap)YamlTree.Parse(text, new ProblemList(name))!, "", given);
        var problems = new ProblemList(name);
        ProfileReader.Read(text, name, null, problems);
        var expected = problems.Keys.Keys.Where(
            k => profile.EarlyStopping is not null || !k.StartsWith("early_stopping.", StringComparison.Ordinal));
        Assert.Equal(expected.Order(), given.Order());
        // The two keys whose name says it all and whose value is a plain number have no need of a comment.
        var bare = text.Split('\n').Where(l => KeyWithValue().IsMatch(l) && !l.Contains('#', StringComparison.Ordinal))
            .Select(l => l.Split(':')[0].Trim());
        Assert.Subset(new HashSet<string> { "weight_decay", "every_epochs" }, bare.ToHashSet());
    }

    /// <summary>A sample's value is the default, or the comment behind it says what the default is.</summary>
    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_says_every_default(string name)
    {
        var text = ShippedProfiles.All[name];
        var problems = new ProblemList(name);
        ProfileReader.Read(text, name, null, problems);
        AssertDefaults(text, problems.Keys);
    }

    [Fact]
    public void Every_key_of_serving_profiles_is_documented_with_its_default()
    {
        var problems = new ProblemList("p");
        ServingProfileReader.Read("tiers: { a: {} }\nmodels: { a: {} }", "p", "p", problems);
        var documented = ServingRow().Matches(File.ReadAllText(Repository.File("docs", "serving.md")))
            .Select(m => $"{m.Groups[1].Value} = {m.Groups[2].Value}");
        Assert.Equal(problems.Keys.Select(k => $"{k.Key} = {k.Value}").Order(), documented.Order());
    }

    [Fact]
    public void The_serving_sample_says_every_default()
    {
        foreach (var (name, text) in ShippedProfiles.Serving)
        {
            var problems = new ProblemList(name);
            ServingProfileReader.Read(text, name, name, problems);
            Assert.False(problems.Any);
            AssertDefaults(text, problems.Keys);
        }
    }

    /// <summary>
    /// Keys below names that a user chose are documented under NAME; a key that stands several times says its default once.
    /// </summary>
    private static void AssertDefaults(string text, IReadOnlyDictionary<string, string> defaults)
    {
        var lines = text.Split('\n');
        var silent = new List<string>();
        var said = new HashSet<string>();
        foreach (var (path, entry) in Leaves((YamlMap)YamlTree.Parse(text, new ProblemList(""))!, ""))
        {
            var key = defaults.ContainsKey(path) ? path : UserName().Replace(path, "$1.NAME.$2");
            var byDefault = defaults[key];
            bool same = YamlText.Same(YamlTree.Parse(byDefault, new ProblemList("")), entry.Value);
            var comment = lines[entry.Line - 1].Split(" #", 2).ElementAtOrDefault(1) ?? "";
            bool says = byDefault switch
            {
                "required" or "layers" => comment.Contains("required", StringComparison.Ordinal),
                "null" => DefaultWord().IsMatch(comment),
                _ => byDefault.Contains(' ') && byDefault[0] != '[' ? DefaultWord().IsMatch(comment) : Regex.IsMatch(
                    comment, $@"default:? {Regex.Escape(byDefault)}(?![\w.])"),
            };
            if (same || says)
                said.Add(key);
            else
                silent.Add($"{entry.Line} {key} {byDefault}");
        }
        silent.RemoveAll(s => said.Contains(s.Split(' ')[1]));
        Assert.True(silent.Count == 0, "Comments that don't say the default (line, key, default):\n" + string.Join('\n', silent));
    }

    private static IEnumerable<(string Path, YamlEntry Entry)> Leaves(YamlMap map, string path) => map.Entries.SelectMany(e =>
    {
        var key = path.Length == 0 ? e.Key : $"{path}.{e.Key}";
        return e.Value is YamlMap below ? Leaves(below, key) : [(key, e)];
    });

    [Fact]
    public void The_documented_examples_are_valid()
    {
        var examples = Example().Matches(File.ReadAllText(Repository.File("docs", "profiles.md"))).Select(m => m.Groups[1].Value).ToList();

        Assert.Equal(3, examples.Count);
        Assert.All(examples, e => ProfileStore.FromYaml(e, "example.yaml"));
    }

    private static void Collect(YamlMap map, string path, HashSet<string> keys)
    {
        foreach (var entry in map.Entries)
        {
            var key = path.Length == 0 ? entry.Key : $"{path}.{entry.Key}";
            if (entry.Value is YamlMap below)
                Collect(below, key, keys);
            if (entry.Value is not YamlMap || entry.Key == "early_stopping")
                keys.Add(key);
        }
    }

    [GeneratedRegex(@"^\| `([a-z0-9_.]+)` \| ([^|]+?) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^(tiers|models)\.[^.]+\.(.+)$")]
    private static partial Regex UserName();

    [GeneratedRegex(@"^\| `([A-Za-z_.]+)` \| ([^|]+?) \|", RegexOptions.Multiline)]
    private static partial Regex ServingRow();

    [GeneratedRegex(@"\bdefault\b")]
    private static partial Regex DefaultWord();

    [GeneratedRegex(@"^\s*[a-z_]+:\s*\S")]
    private static partial Regex KeyWithValue();

    [GeneratedRegex(@"```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
