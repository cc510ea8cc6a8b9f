namespace ModelOps.Core;

/// <summary>
/// Reads network.layers. An item is a layer's type (relu), or its type with settings (linear: { out: 64 }); the settings' path is the
/// item's: network.layers[2].out.
/// </summary>
internal static class LayerListReader
{
    private const string Key = "layers";

    private static readonly Dictionary<string, Func<MapReader, string?, bool, LayerSpecification>> Types = new(StringComparer.Ordinal)
    {
        ["linear"] = Linear,
        ["conv2d"] = (r, name, _) => new Conv2dLayer(name, r.RequiredInteger("out", 1, ProfileValues.MaxWidth),
            r.Integer("kernel", 3, 1, ProfileValues.MaxKernel), r.Integer("stride", 1, 1, ProfileValues.MaxKernel),
            r.Integer("padding", 0, 0, ProfileValues.MaxKernel), r.Boolean("bias", true)),
        ["batch_norm"] = (r, name, _) => new BatchNormLayer(name, r.Number("eps", 1e-5, NumberRange.Above(0)), r.Number("momentum", 0.1, NumberRange.Between(0, 1))),
        ["layer_norm"] = (r, name, _) => new LayerNormLayer(name, r.Number("eps", 1e-5, NumberRange.Above(0))),
        ["max_pool2d"] = (r, name, _) => Pool(r, (kernel, stride) => new MaxPool2dLayer(name, kernel, stride, r.Integer("padding", 0, 0, ProfileValues.MaxKernel))),
        ["avg_pool2d"] = (r, name, _) => Pool(r, (kernel, stride) => new AvgPool2dLayer(name, kernel, stride)),
        ["residual_block"] = (r, name, _) => new ResidualBlockLayer(name, r.RequiredInteger("channels", 1, ProfileValues.MaxWidth),
            r.Integer("stride", 1, 1, ProfileValues.MaxKernel), r.Boolean("bottleneck", false)),
        ["global_avg_pool"] = (_, name, _) => new GlobalAvgPoolLayer(name),
        ["dropout"] = (r, name, _) => new DropoutLayer(name, r.Number("p", 0.5, NumberRange.Below(0, 1))),
        ["flatten"] = (_, name, _) => new FlattenLayer(name),
        ["relu"] = (_, name, _) => new ActivationLayer(name, "relu"),
        ["gelu"] = (_, name, _) => new ActivationLayer(name, "gelu"),
        ["tanh"] = (_, name, _) => new ActivationLayer(name, "tanh"),
        ["sigmoid"] = (_, name, _) => new ActivationLayer(name, "sigmoid"),
    };

    /// <summary>The types that an item can have.</summary>
    public static IReadOnlyCollection<string> TypeNames => Types.Keys;

    public static LayerListSpecification Read(MapReader network)
    {
        if (network.Node(Key, "required", KeyShape.Layers) is not { } node)
        {
            network.Problem(Key, "is missing: give a list of layers");
            return new LayerListSpecification([]);
        }
        var items = network.Items(node, Key, 1, ProfileValues.MaxLayers);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var layers = items.Select((item, i) => Layer(item, $"{network.PathOf(Key)}[{i}]", i == items.Count - 1, names, network.Problems));
        return new LayerListSpecification(layers.OfType<LayerSpecification>().ToList());
    }

    private static LayerSpecification? Layer(YamlNode item, string path, bool last, HashSet<string> names, ProblemList problems)
    {
        var (type, settings) = item switch
        {
            YamlScalar scalar => (scalar.Value, null),
            YamlMap { Entries: [var entry] } => (entry.Key, entry.Value),
            _ => ((string?)null, (YamlNode?)null),
        };
        if (type is null || !Types.TryGetValue(type, out var make))
        {
            problems.Add(item.Line, path, type is null
                ? $"must be one layer: its type, or its type with settings, as in 'linear: {{ out: 64 }}'; not {YamlValue.Describe(item)}"
                : $"unknown layer '{type}'. {NearestNames.Hint(type, Types.Keys)}");
            return null;
        }
        if (settings is not (null or YamlMap) && !settings.IsNull)
            problems.Add(settings.Line, path, $"the settings of a layer are keys with values, as in '{type}: {{ name: x }}'; not {YamlValue.Describe(settings)}");
        var reader = new MapReader(settings as YamlMap ?? new YamlMap(item.Line), path, problems, type);
        var name = reader.OptionalText("name", ProfileValues.LayerNameProblem);
        if (name is not null && !names.Add(name))
            reader.Problem("name", $"'{name}' is the name of two layers");
        var layer = make(reader, name, last);
        reader.Done();
        return layer;
    }

    private static LinearLayer Linear(MapReader reader, string? name, bool last)
    {
        var size = reader.OptionalInteger("out", 1, ProfileValues.MaxWidth);
        if (size is null && !last)
            reader.Problem("out", "is missing: only the last layer takes its size from the dataset");
        return new LinearLayer(name, size, reader.Boolean("bias", true));
    }

    private static LayerSpecification Pool(MapReader reader, Func<int, int, LayerSpecification> make)
    {
        int kernel = reader.Integer("kernel", 2, 1, ProfileValues.MaxKernel);
        return make(kernel, reader.OptionalInteger("stride", 1, ProfileValues.MaxKernel) ?? kernel);
    }
}
