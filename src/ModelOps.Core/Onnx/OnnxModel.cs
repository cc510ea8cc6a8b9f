using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelOps.Core;

/// <summary>
/// A trained model as an ONNX file (https://onnx.ai/onnx/repo-docs/IR.html). The graph is made of the network's specification, the
/// initializers are the tensors of its weights; normalization of the inputs is part of the graph.
/// </summary>
/// <param name="configuration">config.json.</param>
/// <param name="weights">Its weights, open until a file is written.</param>
/// <param name="properties">Metadata besides task and classes.</param>
internal sealed class OnnxModel(
    ModelConfiguration configuration, SafetensorsFile weights, IEnumerable<KeyValuePair<string, string>> properties)
{
    /// <summary>What a message of protocol buffers, and so a file, can hold.</summary>
    public const long MaxBytes = int.MaxValue;
    public const string ClassesKey = "modelops.classes";
    public const string TaskKey = "modelops.task";

    /// <summary>The operator set: the first with LayerNormalization, which runtimes have had since 2022.</summary>
    private const int OperatorSet = 17;
    /// <summary>Version of the file format that came with that operator set.</summary>
    private const int FormatVersion = 8;
    private const string Producer = "ModelOps";
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    // Fields of ModelProto, OperatorSetIdProto and StringStringEntryProto.
    private const int FormatField = 1, ProducerField = 2, GraphField = 7, OperatorSetField = 8, PropertyField = 14;
    private const int DomainField = 1, VersionField = 2, KeyField = 1, ValueField = 2;

    /// <summary>All in one file, as a message that is yet to be written.</summary>
    /// <param name="written">Told the bytes of each tensor once it is written.</param>
    /// <param name="cancellation">Stops the writing.</param>
    public ProtoMessage InOneFile(Action<long> written, CancellationToken cancellation)
    {
        void Write(TensorInfo tensor, Stream to)
        {
            cancellation.ThrowIfCancellationRequested();
            weights.CopyTo(tensor.Name, to);
            written(tensor.Length);
        }
        return Create((graph, tensor) => graph.AddWeight(tensor, to => Write(tensor, to)));
    }

    /// <summary>The graph alone, whose weights are in the safetensors file of that name beside it.</summary>
    public ProtoMessage Beside(string file) => Create((graph, tensor) => graph.AddWeight(tensor, file));

    /// <summary>A StringStringEntryProto.</summary>
    internal static ProtoMessage Entry(string key, string value) => new ProtoMessage().Add(KeyField, key).Add(ValueField, value);

    private ProtoMessage Create(Action<OnnxGraph, TensorInfo> addWeight)
    {
        var plan = configuration.Plan();
        var graph = new OnnxGraph();
        foreach (var wanted in plan.Tensors.Where(IsUsed))
            addWeight(graph, Checked(weights.Tensor(wanted.Name), wanted));
        var input = OnnxPorts.Input(configuration, plan);
        var output = OnnxPorts.Output(configuration, plan);
        graph.Reserve(input.Name);
        graph.Reserve(output.Name);
        string value = Normalized(graph, input.Name);
        foreach (var layer in plan.Layers)
            value = OnnxLayers.Add(graph, layer, value);
        graph.Finish(value, output.Name);

        var message = new ProtoMessage().Add(FormatField, FormatVersion).Add(ProducerField, Producer)
            .Add(GraphField, graph.Message(configuration.Name, input, output))
            .Add(OperatorSetField, new ProtoMessage().Add(DomainField, "").Add(VersionField, OperatorSet));
        foreach (var (key, text) in Described().Concat(properties))
            message.Add(PropertyField, Entry(key, text));
        return message;
    }

    /// <summary>All but the counter of batches that batch norm keeps, which only training uses.</summary>
    private static bool IsUsed(NetworkTensor tensor) => tensor.Trainable || tensor.Shape.Count > 0;

    private TensorInfo Checked(TensorInfo tensor, NetworkTensor wanted) =>
        tensor.DType == "F32" && tensor.Shape.SequenceEqual(wanted.Shape)
            ? tensor
            : throw Error.Of(ErrorKind.Damaged, "ModelDamaged", configuration.ModelId, $"its tensor '{tensor.Name}' is "
                + $"{tensor.DType} [{string.Join(", ", tensor.Shape)}] instead of F32 [{string.Join(", ", wanted.Shape)}]");

    /// <summary>(input − mean) ÷ deviation, each one number or one a column.</summary>
    private string Normalized(OnnxGraph graph, string input)
    {
        if (configuration.Mean.Count == 0)
            return input;
        string Values(string name, IReadOnlyList<float> values) => graph.Constant($"normalization/{name}", [.. values], values.Count);
        string centred = graph.Node("normalization", "Sub", [input, Values("mean", configuration.Mean)]);
        return graph.Node("normalization", "Div", [centred, Values("deviation", configuration.Deviation)]);
    }

    private IEnumerable<KeyValuePair<string, string>> Described()
    {
        yield return new(TaskKey, configuration.Task);
        if (configuration.Classes.Count > 0)
            yield return new(ClassesKey, new JsonArray([.. configuration.Classes]).ToJsonString(Readable));
    }
}
