namespace ModelOps.Core;

/// <summary>Reads a profile's network: a family with its sizes, or a list of layers.</summary>
internal static class NetworkReader
{
    private const string Required = "required";

    public static NetworkSpecification Read(MapReader network)
    {
        // 'layers' alone is a list of layers; beside 'family: gpt' it is their number.
        var family = network.Word("family", network.Has("layers") ? "layers" : Required, ProfileValues.Families);
        if (family == Required)
        {
            // Without a family there is no saying which of the other keys are right.
            if (!network.Has("family"))
                network.Problem("family", $"is missing: give a family ({string.Join(", ", ProfileValues.Families)}) or a list of layers");
            return new MlpSpecification();
        }
        NetworkSpecification specification = family switch
        {
            "cnn" => Cnn(network),
            "resnet" => ResNet(network),
            "gpt" => Gpt(network),
            "layers" => LayerListReader.Read(network),
            _ => Mlp(network),
        };
        network.Done();
        return specification;
    }

    private static MlpSpecification Mlp(MapReader network)
    {
        var byDefault = new MlpSpecification();
        return new MlpSpecification
        {
            Hidden = network.Integers("hidden", byDefault.Hidden, 1, ProfileValues.MaxWidth, 0, ProfileValues.MaxLayers),
            Activation = network.Word("activation", byDefault.Activation, ProfileValues.Activations),
            Dropout = network.Number("dropout", byDefault.Dropout, NumberRange.Below(0, 1)),
        };
    }

    private static CnnSpecification Cnn(MapReader network)
    {
        var byDefault = new CnnSpecification();
        return new CnnSpecification
        {
            Channels = network.Integers("channels", byDefault.Channels, 1, ProfileValues.MaxWidth, 1, ProfileValues.MaxLayers),
            Kernel = network.Integer("kernel", byDefault.Kernel, 1, ProfileValues.MaxKernel),
            Padding = network.Integer("padding", byDefault.Padding, 0, ProfileValues.MaxKernel),
            Hidden = network.Integer("hidden", byDefault.Hidden, 1, ProfileValues.MaxWidth),
            Dropout = network.Number("dropout", byDefault.Dropout, NumberRange.Below(0, 1)),
            HiddenDropout = network.OptionalNumber("hidden_dropout", NumberRange.Below(0, 1)),
        };
    }

    private static ResNetSpecification ResNet(MapReader network)
    {
        var byDefault = new ResNetSpecification();
        int depth = network.Integer("depth", byDefault.Depth, 1, ProfileValues.MaxLayers);
        if (!ResNetSpecification.Depths.Contains(depth))
            network.Problem("depth", $"must be one of {string.Join(", ", ResNetSpecification.Depths)}, not {depth}");
        return new ResNetSpecification
        {
            Depth = depth,
            Stem = network.Word("stem", byDefault.Stem, [ResNetSpecification.StandardStem, ResNetSpecification.SmallStem]),
        };
    }

    private static GptSpecification Gpt(MapReader network)
    {
        var byDefault = new GptSpecification();
        return new GptSpecification
        {
            LayerCount = network.Integer("layers", byDefault.LayerCount, 1, ProfileValues.MaxLayers),
            Heads = network.Integer("heads", byDefault.Heads, 1, ProfileValues.MaxWidth),
            Width = network.Integer("width", byDefault.Width, 1, ProfileValues.MaxWidth),
            Context = network.Integer("context", byDefault.Context, 1, ProfileValues.MaxWidth),
            Dropout = network.Number("dropout", byDefault.Dropout, NumberRange.Below(0, 1)),
            Bias = network.Boolean("bias", byDefault.Bias),
        };
    }
}
