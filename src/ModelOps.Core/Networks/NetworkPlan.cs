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

    /// <summary>Works the shapes out. Throws InvalidInput ("NetworkDoesNotFit") where a layer can't take what the one before gives.</summary>
    public static NetworkPlan Create(NetworkSpecification network, IReadOnlyList<int> inputShape, int outputs) => throw new NotImplementedException();
}
