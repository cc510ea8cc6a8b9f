namespace ModelOps.Core;

/// <summary>Reads a profile's loss.</summary>
internal static class LossReader
{
    private const string ClassWeights = "class_weights";
    private const string Balanced = "balanced";
    private const int MaxClasses = 1 << 20;

    public static LossSettings Read(MapReader loss)
    {
        bool balanced = loss.Node(ClassWeights, "null") is YamlScalar { Value: Balanced };
        var settings = new LossSettings
        {
            LabelSmoothing = loss.Number("label_smoothing", new LossSettings().LabelSmoothing, NumberRange.Below(0, 1)),
            ClassWeights = balanced ? null : loss.OptionalNumbers(ClassWeights, NumberRange.Above(0), 1, MaxClasses, $"{Balanced} or a list with a number for each class"),
            Balanced = balanced,
        };
        loss.Done();
        return settings;
    }
}
