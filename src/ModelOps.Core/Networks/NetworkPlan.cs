using System.Globalization;

namespace ModelOps.Core;

/// <summary>A parameter or buffer of a network. Shape as PyTorch has it: [out, in] for a linear layer's weight.</summary>
public sealed record NetworkTensor(string Name, IReadOnlyList<long> Shape, bool Trainable);

/// <summary>A layer with the shapes that go in and come out, without the batch dimension.</summary>
public sealed record PlannedLayer(string Name, LayerSpecification Layer, IReadOnlyList<int> Input, IReadOnlyList<int> Output);

/// <summary>A network worked out for one sample shape and number of outputs: what Training builds and Core counts and checks.</summary>
public sealed record NetworkPlan(
    string Family, IReadOnlyList<int> InputShape, int Outputs, IReadOnlyList<PlannedLayer> Layers, IReadOnlyList<NetworkTensor> Tensors)
{
    /// <summary>Number of trainable parameters.</summary>
    public long Parameters => Tensors.Where(t => t.Trainable).Sum(t => t.Shape.Aggregate(1L, (a, b) => a * b));

    /// <summary>True where a step normalises by the batch, which needs two examples in it to have a variance.</summary>
    public bool HasBatchNorm => Layers.Any(l => l.Layer is BatchNormLayer or ResidualBlockLayer);

    /// <summary>Names under which PyTorch's state dictionary has a tensor again, and that tensor: head.weight is wte.weight.</summary>
    public IReadOnlyDictionary<string, string> Aliases => Layers
        .Where(l => l.Layer is TiedHeadLayer).ToDictionary(l => $"{l.Name}.weight", l => $"{((TiedHeadLayer)l.Layer).Of}.weight");

    /// <summary>
    /// Works the shapes out. Throws InvalidInput ("NetworkDoesNotFit") where a layer can't take what the one before gives.
    /// </summary>
    /// <param name="network">Family or list of layers.</param>
    /// <param name="inputShape">Shape of one sample, without the batch dimension.</param>
    /// <param name="outputs">Number of classes, or of numbers to regress.</param>
    public static NetworkPlan Create(NetworkSpecification network, IReadOnlyList<int> inputShape, int outputs)
    {
        if (inputShape.Count == 0 || inputShape.Any(n => n < 1))
            throw Misfit("input", $"samples of shape {Text(inputShape)}", "a shape of one or more dimensions, each at least 1");
        if (outputs < 1)
            throw Misfit("output", $"{outputs} outputs", "at least 1");
        var layers = network.Layers(inputShape, outputs);
        if (layers.Count == 0)
            throw Misfit("layers", "an empty list", "at least one layer");

        var planned = new List<PlannedLayer>(layers.Count);
        var tensors = new List<NetworkTensor>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        IReadOnlyList<int> shape = inputShape;
        for (int i = 0; i < layers.Count; i++)
        {
            string name = layers[i].Name ?? i.ToString(CultureInfo.InvariantCulture);
            if (name.Split('.').Contains("") || !names.Add(name))
                throw Misfit(name, "this name", "a name of its own, without empty parts");
            bool last = !layers.Skip(i + 1).Any(l => l is LinearLayer or Conv2dLayer);
            var layer = layers[i] is LinearLayer { Out: null } open ? open with { Out = OutputsOf(name, last, outputs) } : layers[i];
            var output = layer is TiedHeadLayer head ? Head(name, head, planned, shape) : LayerShapes.Output(name, layer, shape);
            tensors.AddRange(LayerShapes.Tensors(name, layer, shape));
            planned.Add(new PlannedLayer(name, layer, shape, output));
            shape = output;
        }
        var wanted = planned[^1].Layer is TiedHeadLayer ? [inputShape[0], outputs] : new[] { outputs };
        if (!shape.SequenceEqual(wanted))
            throw Misfit(
                planned[^1].Name, $"an output of shape {Text(shape)}", $"{Text(wanted)}, for the {outputs} outputs of the dataset");
        return new NetworkPlan(network.Family, inputShape, outputs, planned, tensors);
    }

    private static IReadOnlyList<int> Head(string name, TiedHeadLayer head, List<PlannedLayer> before, IReadOnlyList<int> input) =>
        before.Find(l => l.Name == head.Of)?.Layer is TokenEmbeddingLayer embedding && input is [var tokens, var width]
            && width == embedding.Width
            ? [tokens, embedding.Vocabulary]
            : throw Misfit(name, Text(input), $"[tokens, width], of the width of a token embedding '{head.Of}' before it");

    private static int OutputsOf(string name, bool last, int outputs) =>
        last ? outputs : throw Misfit(name, "no number of outputs", "'out': only the last layer with weights may leave it to the dataset");

    internal static string Text(IReadOnlyList<int> shape) => $"[{string.Join(", ", shape)}]";

    internal static ModelOpsException Misfit(string layer, string given, string needed) =>
        Error.Of(ErrorKind.InvalidInput, "NetworkDoesNotFit", layer, given, needed);
}
