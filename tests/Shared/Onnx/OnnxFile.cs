using System.Runtime.InteropServices;

namespace ModelOps.Tests.Onnx;

/// <summary>An ONNX file, read field by field (onnx.proto).</summary>
public sealed class OnnxFile
{
    public OnnxFile(string path)
    {
        var model = new WireReader(File.ReadAllBytes(path));
        FormatVersion = model.Integer(1);
        OperatorSets = model.Messages(8).ToDictionary(o => o.Text(1), o => o.Integer(2));
        Properties = model.Messages(14).ToDictionary(p => p.Text(1), p => p.Text(2));
        var graph = model.Message(7);
        Name = graph.Text(2);
        Nodes = [.. graph.Messages(1).Select(n => new OnnxOperator(n))];
        Initializers = graph.Messages(5).ToDictionary(t => t.Text(8), t => Tensor(t, Path.GetDirectoryName(path)!));
        Inputs = graph.Messages(11).ToDictionary(v => v.Text(1), Shape);
        Outputs = graph.Messages(12).ToDictionary(v => v.Text(1), Shape);
    }

    public long FormatVersion { get; }
    public string Name { get; }
    public IReadOnlyDictionary<string, long> OperatorSets { get; }
    public IReadOnlyDictionary<string, string> Properties { get; }
    public IReadOnlyList<OnnxOperator> Nodes { get; }
    public IReadOnlyDictionary<string, Values> Initializers { get; }
    /// <summary>Names with their type and dimensions: "1 [batch, 4]", 1 for float, 7 for int64.</summary>
    public IReadOnlyDictionary<string, string> Inputs { get; }
    public IReadOnlyDictionary<string, string> Outputs { get; }

    private static Values Tensor(WireReader tensor, string folder)
    {
        int[] shape = [.. tensor.Integers(1).Select(n => (int)n)];
        var bytes = tensor.Integer(14) == 1 ? External(tensor, folder) : tensor.Bytes(9).Span;
        double[] data = tensor.Integer(2) switch
        {
            1 => [.. MemoryMarshal.Cast<byte, float>(bytes).ToArray().Select(f => (double)f)],
            7 => [.. MemoryMarshal.Cast<byte, long>(bytes).ToArray().Select(n => (double)n)],
            var type => throw new InvalidDataException($"Element type {type}."),
        };
        return new Values(shape, data);
    }

    /// <summary>Bytes that lie in another file.</summary>
    private static ReadOnlySpan<byte> External(WireReader tensor, string folder)
    {
        var place = tensor.Messages(13).ToDictionary(e => e.Text(1), e => e.Text(2));
        if (tensor.Fields.Contains(9))
            throw new InvalidDataException("A tensor has bytes here and elsewhere.");
        return File.ReadAllBytes(Path.Combine(folder, place["location"])).AsSpan(int.Parse(place["offset"]), int.Parse(place["length"]));
    }

    private static string Shape(WireReader value)
    {
        var tensor = value.Message(2).Message(1);
        var dimensions = tensor.Message(2).Messages(1).Select(d => d.Fields.Contains(1) ? d.Integer(1).ToString() : d.Text(2));
        return $"{tensor.Integer(1)} [{string.Join(", ", dimensions)}]";
    }
}

/// <summary>A node.</summary>
public sealed class OnnxOperator(WireReader node)
{
    private readonly Dictionary<string, WireReader> attributes = node.Messages(5).ToDictionary(a => a.Text(1));

    public string[] Inputs { get; } = node.Texts(1);
    public string Output { get; } = node.Text(2);
    public string Operator { get; } = node.Text(4);

    public double Float(string name, double absent) => attributes.TryGetValue(name, out var a) && a.Integer(20) == 1 ? a.Float(2) : absent;

    public int Integer(string name, int absent) =>
        attributes.TryGetValue(name, out var a) && a.Integer(20) == 2 ? (int)a.Integer(3) : absent;

    public int[] Integers(string name, params int[] absent) =>
        attributes.TryGetValue(name, out var a) && a.Integer(20) == 7 ? [.. a.Integers(8).Select(n => (int)n)] : absent;
}

/// <summary>A tensor of any type, as doubles, row-major.</summary>
public sealed record Values(int[] Shape, double[] Data)
{
    public static int Count(IEnumerable<int> shape) => shape.Aggregate(1, (a, b) => a * b);

    public int Count(int from, int to) => Count(Shape[from..to]);
}
