namespace ModelOps.Core;

/// <summary>Reads a profile's loss.</summary>
internal static class LossReader
{
    private const string ClassWeights = "class_weights";
    private const string Balanced = "balanced";
    private const int MaxClasses = 1 << 20;

    public static LossSettings Read(MapReader loss)
    {
        var weights = NumberRange.Above(0);
        bool balanced = loss.Node(ClassWeights, "null") is YamlScalar { Value: Balanced };
        var settings = new LossSettings
        {
            LabelSmoothing = loss.Number("label_smoothing", new LossSettings().LabelSmoothing, NumberRange.Below(0, 1)),
            ClassWeights = balanced ? null : loss.OptionalNumbers(
                ClassWeights, weights, 1, MaxClasses, $"{Balanced} or a list with a number for each class"),
            Balanced = balanced,
        };
        loss.Node(ClassWeights, "null", () => KeyShape.List(KeyShape.Number(weights), 1, MaxClasses).OrNull().Or(Balanced));
        loss.Done();
        return settings;
    }
}
