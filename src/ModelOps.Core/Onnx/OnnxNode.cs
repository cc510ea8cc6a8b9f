namespace ModelOps.Core;

/// <summary>One operator of a graph, with one output of the same name.</summary>
/// <param name="Operator">Its name in ONNX's operator set.</param>
/// <param name="Output">The value it makes.</param>
/// <param name="Inputs">Values and initializers that it takes.</param>
/// <param name="Attributes">Whole numbers, floats, or lists of whole numbers, by name.</param>
internal sealed record OnnxNode(
    string Operator, string Output, IReadOnlyList<string> Inputs, IReadOnlyList<(string Name, object Value)> Attributes)
{
    // Fields of NodeProto.
    private const int InputField = 1, OutputField = 2, NameField = 3, OperatorField = 4, AttributeField = 5;
    // Fields of AttributeProto, and values of its type.
    private const int AttributeNameField = 1, FloatField = 2, IntField = 3, IntsField = 8, TypeField = 20;
    private const int FloatType = 1, IntType = 2, IntsType = 7;

    /// <summary>The same with another name for a value.</summary>
    public OnnxNode Renamed(string from, string to) => this with
    {
        Output = Output == from ? to : Output,
        Inputs = [.. Inputs.Select(i => i == from ? to : i)],
    };

    public ProtoMessage Message()
    {
        var message = new ProtoMessage();
        foreach (string input in Inputs)
            message.Add(InputField, input);
        message.Add(OutputField, Output).Add(NameField, Output).Add(OperatorField, Operator);
        foreach (var (name, value) in Attributes)
            message.Add(AttributeField, Attribute(name, value));
        return message;
    }

    private static ProtoMessage Attribute(string name, object value)
    {
        var message = new ProtoMessage().Add(AttributeNameField, name);
        switch (value)
        {
            case float number:
                return message.Add(FloatField, number).Add(TypeField, FloatType);
            case int number:
                return message.Add(IntField, number).Add(TypeField, IntType);
            case int[] numbers:
                foreach (int number in numbers)
                    message.Add(IntsField, number);
                return message.Add(TypeField, IntsType);
            default:
                throw new ArgumentException($"An attribute can't be a {value.GetType().Name}.", nameof(value));
        }
    }
}
