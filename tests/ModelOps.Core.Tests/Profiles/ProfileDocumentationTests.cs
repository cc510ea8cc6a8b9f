using System.Text.RegularExpressions;

namespace ModelOps.Core.Tests.Profiles;

/// <summary>docs/profiles.md, the shipped samples and the reader name the same keys with the same defaults.</summary>
public sealed partial class ProfileDocumentationTests
{
    private static readonly string[] Networks =
        ["{ family: mlp }", "{ family: cnn }", "{ family: gpt }", $"{{ layers: [{string.Join(", ", LayerListReader.TypeNames)}] }}"];

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
        Row().Matches(File.ReadAllText(Repository.File("docs", "profiles.md"))).Select(m => (m.Groups[1].Value, m.Groups[2].Value)).Distinct();

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
        var expected = problems.Keys.Keys.Where(k => profile.EarlyStopping is not null || !k.StartsWith("early_stopping.", StringComparison.Ordinal));
        Assert.Equal(expected.Order(), given.Order());
        // The two keys whose name says it all and whose value is a plain number have no need of a comment.
        var bare = text.Split('\n').Where(l => KeyWithValue().IsMatch(l) && !l.Contains('#', StringComparison.Ordinal)).Select(l => l.Split(':')[0].Trim());
        Assert.Subset(new HashSet<string> { "weight_decay", "every_epochs" }, bare.ToHashSet());
    }

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

    [GeneratedRegex(@"^\s*[a-z_]+:\s*\S")]
    private static partial Regex KeyWithValue();

    [GeneratedRegex(@"```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
