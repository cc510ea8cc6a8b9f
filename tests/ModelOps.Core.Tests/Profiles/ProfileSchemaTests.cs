using System.Globalization;
using System.Text.Json.Nodes;

namespace ModelOps.Core.Tests.Profiles;

/// <summary>The JSON schema says of a profile what the reader says, as far as a schema can.</summary>
public sealed class ProfileSchemaTests
{
    private static readonly JsonObject Training = (JsonObject)JsonNode.Parse(ProfileSchema.Text(ProfileKind.Training))!;
    private static readonly JsonObject Serving = (JsonObject)JsonNode.Parse(ProfileSchema.Text(ProfileKind.Serving))!;

    public static TheoryData<ProfileKind, string> Samples
    {
        get
        {
            var samples = new TheoryData<ProfileKind, string>();
            foreach (var kind in Enum.GetValues<ProfileKind>())
                ShippedProfiles.Of(kind).Keys.ToList().ForEach(name => samples.Add(kind, name));
            return samples;
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_shipped_sample_fits_the_schema_and_names_it(ProfileKind kind, string name)
    {
        var text = ShippedProfiles.Of(kind)[name];
        Assert.Empty(Problems(kind, text));
        Assert.Contains($"\n# yaml-language-server: $schema={ProfileSchema.FileName(kind)}\n", text);
    }

    [Fact]
    public void Every_valid_profile_fits_the_schema() =>
        Property.Holds(ProfileGenerators.Profiles, profile => Assert.Empty(Problems(ProfileKind.Training, ProfileStore.ToYaml(profile))));

    [Theory]
    [InlineData("network: { family: mlp }\nepochs: 0")]
    [InlineData("network: { family: mlp }\nepochs: \"20\"")]
    [InlineData("network: { family: mlp }\nepoch: 20")]
    [InlineData("epochs: 3")]
    [InlineData("network: {}")]
    [InlineData("network: { family: mpl }")]
    [InlineData("network: { family: mlp, kernel: 3 }")]
    [InlineData("network: { family: cnn, hidden: [3] }")]
    [InlineData("network: { family: mlp, hidden: [0] }")]
    [InlineData("network: { family: mlp }\noptimizer: { lr: 0 }")]
    [InlineData("network: { family: mlp }\noptimizer: { betas: [0.9] }")]
    [InlineData("network: { family: mlp }\noptimizer: adam")]
    [InlineData("network: { family: mlp }\nschedule: { name: linear }")]
    [InlineData("network: { layers: [linea] }")]
    [InlineData("network: { layers: [{ conv2d: { kernel: 3 } }, linear] }")]
    [InlineData("network: { layers: [{ dropout: { q: 0.5 } }, linear] }")]
    [InlineData("network: { family: mlp }\nloss: { class_weights: [0] }")]
    public void What_the_reader_refuses_the_schema_refuses(string text)
    {
        var problems = new ProblemList("p");
        ProfileReader.Read(text, "p", null, problems);

        Assert.True(problems.Any);
        Assert.NotEmpty(Problems(ProfileKind.Training, text));
    }

    [Theory]
    [InlineData("models: { a: { model: x } }", true)]
    [InlineData("tiers: { small: { context: 5 } }\nmodels:\n  a: { model: x, tier: small, port: null, arguments: [--parallel, 4] }", true)]
    [InlineData("kind: serving", false)]
    [InlineData("models: { a: { context: 5 } }", false)]
    [InlineData("models: { a: { model: x, port: 70000 } }", false)]
    [InlineData("models: { a: { model: x, contxt: 5 } }", false)]
    public void Serving_profiles_have_a_schema_too(string text, bool fits)
    {
        var problems = new ProblemList("p");
        ServingProfileReader.Read(text, "p", "p", problems);

        Assert.Equal(fits, !problems.Any);
        Assert.Equal(fits, Problems(ProfileKind.Serving, text).Count == 0);
    }

    [Theory]
    [InlineData(ProfileKind.Training)]
    [InlineData(ProfileKind.Serving)]
    public void The_schema_in_docs_is_the_readers(ProfileKind kind)
    {
        var file = Repository.File("docs", ProfileSchema.FileName(kind));
        Assert.True(File.ReadAllText(file).ReplaceLineEndings("\n") == ProfileSchema.Text(kind),
            $"{file} is not what the readers ask for. Write it anew: bin/modelops profiles schema --kind {kind.ToString().ToLowerInvariant()} > {file}");
    }

    [Fact]
    public void Every_key_has_its_default_and_meaning()
    {
        var lr = Training["else"]!["properties"]!["optimizer"]!["properties"]!["lr"]!;
        Assert.Equal((0.001, 0.0), ((double)lr["default"]!, (double)lr["exclusiveMinimum"]!));
        Assert.Equal("learning rate, after the warm-up", (string?)lr["description"]);
        var hidden = Training["else"]!["properties"]!["network"]!["allOf"]!.AsArray()
            .Select(rule => rule!["then"]!["properties"]!["hidden"]?["description"]?.ToString()).Take(2);
        Assert.Equal(["width of each hidden layer", "width of the hidden linear layer"], hidden);
        Assert.Equal("array", (string?)Serving["properties"]!["models"]!["additionalProperties"]!["properties"]!["arguments"]!["type"]![0]);
    }

    private static IReadOnlyList<string> Problems(ProfileKind kind, string text)
    {
        var schema = kind == ProfileKind.Serving ? Serving : Training;
        return new SchemaValidator(schema).Problems(Json(YamlTree.Parse(text, new ProblemList("p"))));
    }

    /// <summary>A YAML value as an editor sees it.</summary>
    private static JsonNode? Json(YamlNode? node) => node switch
    {
        null or { IsNull: true } => null,
        YamlList list => new JsonArray([.. list.Items.Select(Json)]),
        YamlMap map => new JsonObject(map.Entries.Select(e => KeyValuePair.Create(e.Key, Json(e.Value)))),
        _ when YamlValue.TryInteger(node, out long number) => JsonValue.Create(number),
        _ when YamlValue.TryNumber(node, out double number) => JsonNode.Parse(number.ToString("R", CultureInfo.InvariantCulture)),
        _ when YamlValue.TryBoolean(node, out bool flag) => JsonValue.Create(flag),
        _ => JsonValue.Create(((YamlScalar)node).Value),
    };
}
