using System.Globalization;
using System.Runtime.InteropServices;

namespace ModelOps.Core;

/// <summary>A graph of ONNX that is being put together. Values are known by name; parameters have PyTorch's names.</summary>
internal sealed class OnnxGraph
{
    // Fields of GraphProto and TensorProto.
    private const int NodeField = 1, NameField = 2, InitializerField = 5, InputField = 11, OutputField = 12;
    private const int DimensionField = 1, TypeField = 2, TensorNameField = 8, BytesField = 9, ExternalField = 13, LocationField = 14;
    /// <summary>TensorProto.DataLocation.EXTERNAL.</summary>
    private const int External = 1;

    private readonly List<OnnxNode> _nodes = [];
    private readonly List<ProtoMessage> _initializers = [];
    private readonly Dictionary<string, string> _constants = [];
    private readonly Dictionary<string, string> _shared = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Adds a tensor of the model under its own name. Its bytes are written when the graph is.</summary>
    public void AddWeight(TensorInfo tensor, Action<Stream> writeTo) => Weight(tensor).Add(BytesField, tensor.Length, writeTo);

    /// <summary>Adds a tensor of the model whose bytes stay in a file beside the graph's.</summary>
    public void AddWeight(TensorInfo tensor, string file)
    {
        var message = Weight(tensor);
        string offset = tensor.Offset.ToString(CultureInfo.InvariantCulture), length = tensor.Length.ToString(CultureInfo.InvariantCulture);
        foreach (var (key, value) in new[] { ("location", file), ("offset", offset), ("length", length) })
            message.Add(ExternalField, OnnxModel.Entry(key, value));
        message.Add(LocationField, External);
    }

    /// <summary>Takes a name for an input or output.</summary>
    public string Reserve(string name) => Unique(name);

    /// <summary>The name of a float tensor that is part of the graph; equal names are the same tensor.</summary>
    public string Constant(string name, ReadOnlySpan<float> values, params long[] shape) =>
        Constant(name, OnnxType.Float, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <inheritdoc cref="Constant(string, ReadOnlySpan{float}, long[])"/>
    public string Constant(string name, ReadOnlySpan<long> values, params long[] shape) =>
        Constant(name, OnnxType.Int64, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Adds a node and gives the name of its output: of the part of the network that it belongs to and the operator.</summary>
    public string Node(string part, string op, IReadOnlyList<string> inputs, params (string, object)[] attributes)
    {
        string output = Unique($"/{part}/{op}");
        _nodes.Add(new OnnxNode(op, output, inputs, attributes));
        return output;
    }

    /// <summary>A value that several parts of the network use: made once, and the same from then on.</summary>
    public string Shared(string name, Func<string> make) => _shared.TryGetValue(name, out var known) ? known : _shared[name] = make();

    /// <summary>Gives the value that the graph ends with the name of its output.</summary>
    public void Finish(string last, string output)
    {
        if (_nodes.Exists(n => n.Output == last))
        {
            for (int i = 0; i < _nodes.Count; i++)
                _nodes[i] = _nodes[i].Renamed(last, output);
        }
        else
            _nodes.Add(new OnnxNode("Identity", output, [last], []));
    }

    /// <summary>The GraphProto.</summary>
    public ProtoMessage Message(string name, OnnxPort input, OnnxPort output)
    {
        var message = new ProtoMessage();
        foreach (var node in _nodes)
            message.Add(NodeField, node.Message());
        message.Add(NameField, name);
        foreach (var initializer in _initializers)
            message.Add(InitializerField, initializer);
        return message.Add(InputField, input.Message()).Add(OutputField, output.Message());
    }

    private string Constant(string name, OnnxType type, long[] shape, byte[] bytes)
    {
        if (_constants.TryGetValue(name, out var known))
            return known;
        string unique = Unique("/" + name);
        _initializers.Add(Tensor(unique, type, shape).Add(BytesField, bytes));
        return _constants[name] = unique;
    }

    private ProtoMessage Weight(TensorInfo tensor)
    {
        if (!_names.Add(tensor.Name))
            throw new ArgumentException($"The graph has '{tensor.Name}' already.", nameof(tensor));
        _initializers.Add(Tensor(tensor.Name, OnnxType.Float, tensor.Shape));
        return _initializers[^1];
    }

    private static ProtoMessage Tensor(string name, OnnxType type, IReadOnlyList<long> shape)
    {
        var message = new ProtoMessage();
        foreach (long dimension in shape)
            message.Add(DimensionField, dimension);
        return message.Add(TypeField, (long)type).Add(TensorNameField, name);
    }

    private string Unique(string name)
    {
        string unique = name;
        for (int i = 1; !_names.Add(unique); i++)
            unique = $"{name}_{i}";
        return unique;
    }
}
