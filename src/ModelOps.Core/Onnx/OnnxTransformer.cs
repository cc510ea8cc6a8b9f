namespace ModelOps.Core;

/// <summary>
/// The operators of a transformer's layers: token ids [batch, tokens] to scores [batch, tokens, vocabulary], for any number of tokens up to
/// the context. Weights keep PyTorch's shapes, so that they are transposed in the graph.
/// </summary>
internal static class OnnxTransformer
{
    private const string Positions = "positions";
    private const string Mask = "causal_mask";

    /// <summary>Adds a layer to a graph; gives the name of its output.</summary>
    public static string Add(OnnxGraph graph, PlannedLayer planned, string input) => planned.Layer switch
    {
        TokenEmbeddingLayer => graph.Node(planned.Name, "Gather", [$"{planned.Name}.weight", input], ("axis", 0)),
        PositionEmbeddingLayer => AddPositions(graph, planned.Name, input),
        TransformerBlockLayer block => Block(graph, planned.Name, block, planned.Input[1], input),
        FeatureNormLayer norm => Norm(graph, planned.Name, norm.Bias, norm.Eps, input),
        TiedHeadLayer head => Project(graph, planned.Name, $"{head.Of}.weight", input),
        var other => throw new ArgumentException($"There are no operators for a layer of kind {other.GetType().Name}.", nameof(planned)),
    };

    private static string AddPositions(OnnxGraph graph, string name, string input) => graph.Node(
        name, "Add", [input, graph.Node(name, "Gather", [$"{name}.weight", Numbers(graph, input)], ("axis", 0))]);

    /// <summary>0, 1, 2, … for the tokens of a value [batch, tokens, width].</summary>
    private static string Numbers(OnnxGraph graph, string value) => graph.Shared(Positions, () =>
    {
        string one = graph.Constant("one", [1L]);
        string tokens = graph.Node(Positions, "Gather", [graph.Node(Positions, "Shape", [value]), one], ("axis", 0));
        return graph.Node(Positions, "Range", [graph.Constant("zero", [0L]), tokens, one]);
    });

    /// <summary>[tokens, tokens]: true where the row's token may look at the column's.</summary>
    private static string Earlier(OnnxGraph graph, string value) => graph.Shared(Mask, () =>
    {
        string columns = Numbers(graph, value);
        string rows = graph.Node(Mask, "Unsqueeze", [columns, graph.Constant("attention/axis", [1L], 1)]);
        return graph.Node(Mask, "GreaterOrEqual", [rows, columns]);
    });

    private static string Block(OnnxGraph graph, string name, TransformerBlockLayer block, int width, string input)
    {
        double eps = new FeatureNormLayer(null, block.Bias).Eps;
        string Linear(string part, string value) => OnnxTransformer.Linear(graph, $"{name}.{part}", block.Bias, value);
        string joined = Linear("qkv", Norm(graph, $"{name}.ln1", block.Bias, eps, input));
        string mixed = Attention(graph, $"{name}.attention", block.Heads, width, joined);
        string attended = graph.Node(name, "Add", [input, Linear("proj", mixed)]);
        string wide = OnnxLayers.Gelu(graph, $"{name}.gelu", Linear("up", Norm(graph, $"{name}.ln2", block.Bias, eps, attended)));
        return graph.Node(name, "Add", [attended, Linear("down", wide)]);
    }

    /// <summary>Scaled dot-product attention over the tokens before: [batch, tokens, 3 × width] to [batch, tokens, width].</summary>
    private static string Attention(OnnxGraph graph, string name, int heads, int width, string joined)
    {
        int size = width / heads;
        // 0 keeps a dimension: [batch, tokens, 3, heads, size], then [3, batch, heads, tokens, size].
        string split = graph.Node(name, "Reshape", [joined, graph.Constant("attention/split", [0L, 0, 3, heads, size], 5)]);
        string parts = graph.Node(name, "Transpose", [split], ("perm", new[] { 2, 0, 3, 1, 4 }));
        string Part(string number, long index) => graph.Node(name, "Gather", [parts, graph.Constant(number, [index])], ("axis", 0));
        string keys = graph.Node(name, "Transpose", [Part("one", 1)], ("perm", new[] { 0, 1, 3, 2 }));
        string products = graph.Node(name, "MatMul", [Part("zero", 0), keys]);
        string scores = graph.Node(name, "Mul", [products, graph.Constant("attention/scale", [(float)(1 / Math.Sqrt(size))])]);
        string unseen = graph.Constant("attention/unseen", [float.NegativeInfinity]);
        string seen = graph.Node(name, "Where", [Earlier(graph, joined), scores, unseen]);
        string shares = graph.Node(name, "Softmax", [seen], ("axis", -1));
        string mixed = graph.Node(name, "MatMul", [shares, Part("two", 2)]);
        string ordered = graph.Node(name, "Transpose", [mixed], ("perm", new[] { 0, 2, 1, 3 }));
        return graph.Node(name, "Reshape", [ordered, graph.Constant("attention/join", [0L, 0, width], 3)]);
    }

    private static string Norm(OnnxGraph graph, string name, bool bias, double eps, string input) => graph.Node(
        name, "LayerNormalization", [input, .. OnnxLayers.Weights(name, bias)], ("axis", -1), ("epsilon", (float)eps));

    private static string Linear(OnnxGraph graph, string name, bool bias, string input)
    {
        string projected = Project(graph, name, $"{name}.weight", input);
        return bias ? graph.Node(name, "Add", [projected, $"{name}.bias"]) : projected;
    }

    private static string Project(OnnxGraph graph, string name, string weight, string input) => graph.Node(
        name, "MatMul", [input, graph.Node(name, "Transpose", [weight], ("perm", new[] { 1, 0 }))]);
}
