using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ModelOps.Core;

/// <summary>
/// A network in the form a profile gives it: {"family": "mlp", "hidden": [64]} or {"layers": [{"linear": {"out": 64}}, …]}.
/// Every key is written, save those that were left open.
/// </summary>
public sealed class NetworkJsonConverter : JsonConverter<NetworkSpecification>
{
    public override NetworkSpecification Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            var network = JsonNode.Parse(ref reader)?.AsObject() ?? throw new JsonException("The network is missing.");
            return network["layers"] is JsonArray layers
                ? new LayerListSpecification([.. layers.Select(l => Layer(l!.AsObject()))])
                : Family(network);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or NullReferenceException)
        {
            throw new JsonException($"The network can't be read: {e.Message}", e);
        }
    }

    public override void Write(Utf8JsonWriter writer, NetworkSpecification value, JsonSerializerOptions options) =>
        ToJson(value).WriteTo(writer);

    private static NetworkSpecification Family(JsonObject network) => Required<string>(network, "family") switch
    {
        "mlp" => new MlpSpecification
        {
            Hidden = Numbers(network, "hidden"),
            Activation = Required<string>(network, "activation"),
            Dropout = Required<double>(network, "dropout"),
        },
        "cnn" => new CnnSpecification
        {
            Channels = Numbers(network, "channels"),
            Kernel = Required<int>(network, "kernel"),
            Padding = Required<int>(network, "padding"),
            Hidden = Required<int>(network, "hidden"),
            Dropout = Required<double>(network, "dropout"),
            HiddenDropout = network["hidden_dropout"]?.GetValue<double>(),
        },
        "resnet" => new ResNetSpecification { Depth = Required<int>(network, "depth"), Stem = Required<string>(network, "stem") },
        "gpt" => new GptSpecification
        {
            LayerCount = Required<int>(network, "layers"),
            Heads = Required<int>(network, "heads"),
            Width = Required<int>(network, "width"),
            Context = Required<int>(network, "context"),
            Dropout = Required<double>(network, "dropout"),
            Bias = Required<bool>(network, "bias"),
        },
        var family => throw new JsonException($"The network's family '{family}' is not known."),
    };

    private static LayerSpecification Layer(JsonObject item)
    {
        if (item.Count != 1 || item.First().Value is not JsonObject o)
            throw new JsonException($"A layer must be one type with its settings, not {item.ToJsonString()}.");
        string? name = o["name"]?.GetValue<string>();
        return item.First().Key switch
        {
            "linear" => new LinearLayer(name, o["out"]?.GetValue<int>(), Required<bool>(o, "bias")),
            "conv2d" => new Conv2dLayer(name, Required<int>(o, "out"), Required<int>(o, "kernel"), Required<int>(o, "stride"),
                Required<int>(o, "padding"), Required<bool>(o, "bias")),
            "batch_norm" => new BatchNormLayer(name, Required<double>(o, "eps"), Required<double>(o, "momentum")),
            "layer_norm" => new LayerNormLayer(name, Required<double>(o, "eps")),
            "max_pool2d" => new MaxPool2dLayer(
                name, Required<int>(o, "kernel"), Required<int>(o, "stride"), o["padding"]?.GetValue<int>() ?? 0),
            "avg_pool2d" => new AvgPool2dLayer(name, Required<int>(o, "kernel"), Required<int>(o, "stride")),
            "residual_block" => new ResidualBlockLayer(
                name, Required<int>(o, "channels"), Required<int>(o, "stride"), Required<bool>(o, "bottleneck")),
            "global_avg_pool" => new GlobalAvgPoolLayer(name),
            "dropout" => new DropoutLayer(name, Required<double>(o, "p")),
            "flatten" => new FlattenLayer(name),
            var function and ("relu" or "gelu" or "tanh" or "sigmoid") => new ActivationLayer(name, function),
            var type => throw new JsonException($"The layer type '{type}' is not known."),
        };
    }

    private static JsonObject ToJson(NetworkSpecification network) => network switch
    {
        MlpSpecification mlp => new JsonObject
        {
            ["family"] = "mlp", ["hidden"] = Array(mlp.Hidden), ["activation"] = mlp.Activation, ["dropout"] = mlp.Dropout,
        },
        CnnSpecification cnn => new JsonObject
        {
            ["family"] = "cnn", ["channels"] = Array(cnn.Channels), ["kernel"] = cnn.Kernel, ["padding"] = cnn.Padding,
            ["hidden"] = cnn.Hidden, ["dropout"] = cnn.Dropout, ["hidden_dropout"] = cnn.HiddenDropout,
        },
        ResNetSpecification resnet => new JsonObject { ["family"] = "resnet", ["depth"] = resnet.Depth, ["stem"] = resnet.Stem },
        GptSpecification gpt => new JsonObject
        {
            ["family"] = "gpt", ["layers"] = gpt.LayerCount, ["heads"] = gpt.Heads, ["width"] = gpt.Width, ["context"] = gpt.Context,
            ["dropout"] = gpt.Dropout, ["bias"] = gpt.Bias,
        },
        LayerListSpecification list => new JsonObject { ["layers"] = new JsonArray([.. list.List.Select(ToJson)]) },
        _ => throw new JsonException($"A network of kind {network.GetType().Name} has no JSON form."),
    };

    private static JsonObject ToJson(LayerSpecification layer)
    {
        (string type, JsonObject settings) = layer switch
        {
            LinearLayer l when l.Out is { } o => ("linear", new JsonObject { ["out"] = o, ["bias"] = l.Bias }),
            LinearLayer l => ("linear", new() { ["bias"] = l.Bias }),
            Conv2dLayer c => ("conv2d", new()
            {
                ["out"] = c.Out, ["kernel"] = c.Kernel, ["stride"] = c.Stride, ["padding"] = c.Padding, ["bias"] = c.Bias,
            }),
            BatchNormLayer b => ("batch_norm", new() { ["eps"] = b.Eps, ["momentum"] = b.Momentum }),
            LayerNormLayer n => ("layer_norm", new() { ["eps"] = n.Eps }),
            MaxPool2dLayer p => ("max_pool2d", new() { ["kernel"] = p.Kernel, ["stride"] = p.Stride, ["padding"] = p.Padding }),
            AvgPool2dLayer p => ("avg_pool2d", new() { ["kernel"] = p.Kernel, ["stride"] = p.Stride }),
            ResidualBlockLayer b => ("residual_block",
                new() { ["channels"] = b.Channels, ["stride"] = b.Stride, ["bottleneck"] = b.Bottleneck }),
            GlobalAvgPoolLayer => ("global_avg_pool", []),
            DropoutLayer d => ("dropout", new() { ["p"] = d.P }),
            FlattenLayer => ("flatten", []),
            ActivationLayer a => (a.Function, []),
            _ => throw new JsonException($"A layer of kind {layer.GetType().Name} has no JSON form."),
        };
        if (layer.Name is not null)
            settings["name"] = layer.Name;
        return new JsonObject { [type] = settings };
    }

    private static T Required<T>(JsonObject o, string key) =>
        (o[key] ?? throw new JsonException($"The network's key '{key}' is missing.")).GetValue<T>();

    private static int[] Numbers(JsonObject o, string key) =>
        [.. (o[key] as JsonArray ?? throw new JsonException($"The network's list '{key}' is missing.")).Select(n => n!.GetValue<int>())];

    private static JsonArray Array(IEnumerable<int> values) => new([.. values.Select(v => (JsonNode)v)]);
}
