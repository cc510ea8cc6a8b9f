namespace ModelOps.Core;

/// <summary>The shape a network sees a dataset's samples in, and the plan that follows from it.</summary>
public static class NetworkInput
{
    /// <summary>
    /// data.shape where it is given; else the dataset's own, except that a cnn sees a table whose width is a perfect square as one
    /// square channel, and [height, width] as [1, height, width]. InvalidInput ("DataShapeDoesNotFit") where data.shape holds another
    /// number of values than a sample.
    /// </summary>
    public static IReadOnlyList<int> Shape(NetworkSpecification network, DataSettings data, Dataset dataset)
    {
        long values = Size(dataset.Shape);
        if (data.Shape is { } shape)
        {
            return shape.Count > 0 && shape.All(n => n > 0) && Size(shape) == values
                ? shape
                : throw Error.Of(ErrorKind.InvalidInput, "DataShapeDoesNotFit", NetworkPlan.Text(shape), dataset.Name, NetworkPlan.Text(dataset.Shape), values);
        }
        if (network is not CnnSpecification)
            return dataset.Shape;
        int side = (int)Math.Sqrt(values);
        return dataset.Shape switch
        {
            [int height, int width] => [1, height, width],
            [_] when (long)side * side == values => [1, side, side],
            _ => dataset.Shape,
        };
    }

    /// <summary>Number of outputs a dataset asks for: its classes, or one number to regress.</summary>
    public static int Outputs(Dataset dataset) => dataset.Task == "classify" ? dataset.Classes.Count : 1;

    /// <summary>The plan of a profile's network for a dataset.</summary>
    public static NetworkPlan Plan(TrainingProfile profile, Dataset dataset) => Plan(profile.Network, profile.Data, dataset);

    /// <inheritdoc cref="Plan(TrainingProfile, Dataset)"/>
    public static NetworkPlan Plan(NetworkSpecification network, DataSettings data, Dataset dataset) =>
        NetworkPlan.Create(network, Shape(network, data, dataset), Outputs(dataset));

    private static long Size(IReadOnlyList<int> shape) => shape.Aggregate(1L, (a, b) => a * b);
}
