using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ModelOps.Core;

/// <summary>
/// config.json: all that is needed to build a model's network again and feed it. Also kept, as text, in an exported
/// safetensors file's metadata under "modelops.config".
/// </summary>
public sealed record ModelConfiguration
{
    public required string ModelId { get; init; }
    public required string Name { get; init; }
    public required NetworkSpecification Network { get; init; }
    /// <summary>Shape of a sample as the network sees it.</summary>
    public required IReadOnlyList<int> InputShape { get; init; }
    public required int Outputs { get; init; }
    /// <summary>classify, regress or play.</summary>
    public required string Task { get; init; }
    public IReadOnlyList<string> Classes { get; init; } = [];
    /// <summary>Subtracted from the inputs: one value, or one a column; empty: no normalization.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [];
    /// <summary>The inputs are divided by it.</summary>
    public IReadOnlyList<float> Deviation { get; init; } = [];
    /// <summary>The environment of an agent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Environment { get; init; }
    public string? DatasetName { get; init; }
    public string? DatasetId { get; init; }
    public DataSettings Data { get; init; } = new();
    public long Step { get; init; }
    public int Epoch { get; init; }
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>The plan of its network.</summary>
    public NetworkPlan Plan() => NetworkPlan.Create(Network, InputShape, Outputs);

    /// <summary>Indented JSON with snake_case keys; the same for equal configurations.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ModelJson.Default.ModelConfiguration);

    /// <summary>Reads it back. Damaged ("ModelConfigurationDamaged") where it isn't one.</summary>
    /// <param name="json">The text.</param>
    /// <param name="file">File it came from, for the error.</param>
    public static ModelConfiguration FromJson(string json, string file)
    {
        try
        {
            var node = JsonNode.Parse(json);
            if (node?["data"] is JsonObject data)
                AddAbsent(data, JsonSerializer.SerializeToNode(new DataSettings(), ModelJson.Default.DataSettings)!.AsObject());
            return WithDefaults(node.Deserialize(ModelJson.Default.ModelConfiguration) ?? throw new JsonException("it holds null"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw Error.Of(ErrorKind.Damaged, "ModelConfigurationDamaged", file, e);
        }
    }

    private static void AddAbsent(JsonObject to, JsonObject defaults)
    {
        foreach (var (key, value) in defaults)
        {
            if (!to.TryGetPropertyValue(key, out var there))
                to[key] = value?.DeepClone();
            else if (value is JsonObject inner && there is JsonObject own)
                AddAbsent(own, inner);
        }
    }

    /// <summary>
    /// Generated serializers leave an init property that the text doesn't have null or zero, whatever its initializer says.
    /// </summary>
    private static ModelConfiguration WithDefaults(ModelConfiguration read) => read with
    {
        Classes = read.Classes ?? [],
        Mean = read.Mean ?? [],
        Deviation = read.Deviation ?? [],
        Data = read.Data ?? new(),
        Metrics = read.Metrics ?? new Dictionary<string, double>(),
    };
}
