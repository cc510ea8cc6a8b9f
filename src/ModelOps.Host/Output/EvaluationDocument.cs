using ModelOps.Training;

namespace ModelOps.Host.Output;

/// <summary>What `evaluate` prints as JSON.</summary>
/// <param name="ModelId">The model, as its configuration says.</param>
/// <param name="Name">Its name.</param>
/// <param name="Dataset">Dataset it was evaluated on.</param>
/// <param name="Samples">How many samples.</param>
/// <param name="Metrics">validation_loss and, for classes, validation_accuracy.</param>
/// <param name="File">The weights.</param>
internal sealed record EvaluationDocument(
    string ModelId, string Name, string Dataset, long Samples, IReadOnlyDictionary<string, double> Metrics, string File)
{
    public static EvaluationDocument Of(EvaluationResult result)
    {
        var metrics = new Dictionary<string, double> { ["validation_loss"] = result.Loss };
        if (result.Accuracy is { } accuracy)
            metrics["validation_accuracy"] = accuracy;
        return new(result.ModelId, result.ModelName, result.Dataset, result.Samples, metrics, result.File);
    }
}
