using ModelOps.Training;

namespace ModelOps.Host.Output;

/// <summary>What `evaluate` prints as JSON.</summary>
/// <param name="ModelId">The model, as its configuration says.</param>
/// <param name="Name">Its name.</param>
/// <param name="Dataset">Dataset it was evaluated on; an agent's environment.</param>
/// <param name="Samples">How many samples, or an agent's episodes.</param>
/// <param name="Metrics">validation_loss and, for classes, validation_accuracy; evaluation_return and evaluation_length of an
/// agent.</param>
/// <param name="File">The weights.</param>
internal sealed record EvaluationDocument(
    string ModelId, string Name, string Dataset, long Samples, IReadOnlyDictionary<string, double> Metrics, string File)
{
    public static EvaluationDocument Of(EvaluationResult result)
    {
        var scores = new (string Name, double? Value)[]
        {
            ("validation_loss", result.Loss), ("validation_accuracy", result.Accuracy), ("evaluation_return", result.Return),
            ("evaluation_length", result.Length),
        };
        var metrics = scores.Where(s => s.Value is not null).ToDictionary(s => s.Name, s => s.Value!.Value);
        return new(result.ModelId, result.ModelName, result.Dataset, result.Samples, metrics, result.File);
    }
}
