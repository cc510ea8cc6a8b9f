using System.Globalization;

namespace ModelOps.Core;

/// <summary>Element types of ONNX (TensorProto.DataType) that exports use.</summary>
internal enum OnnxType
{
    Float = 1,
    Int64 = 7,
}

/// <summary>An input or output of a graph: a dimension is a size, or the name of one that is open.</summary>
internal sealed record OnnxPort(string Name, OnnxType Type, IReadOnlyList<string> Shape, string Description)
{
    // Fields of ValueInfoProto, TypeProto, TypeProto.Tensor, TensorShapeProto and its Dimension.
    private const int NameField = 1, TypeField = 2, DescriptionField = 3;
    private const int TensorField = 1, ElementField = 1, ShapeField = 2;
    private const int DimensionField = 1, SizeField = 1, OpenField = 2;

    public ProtoMessage Message()
    {
        var shape = new ProtoMessage();
        foreach (string dimension in Shape)
        {
            shape.Add(DimensionField, long.TryParse(dimension, NumberStyles.None, CultureInfo.InvariantCulture, out long size)
                ? new ProtoMessage().Add(SizeField, size)
                : new ProtoMessage().Add(OpenField, dimension));
        }
        var tensor = new ProtoMessage().Add(ElementField, (long)Type).Add(ShapeField, shape);
        var type = new ProtoMessage().Add(TensorField, tensor);
        return new ProtoMessage().Add(NameField, Name).Add(TypeField, type).Add(DescriptionField, Description);
    }
}
