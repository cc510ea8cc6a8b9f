using ModelOps.Core;

namespace ModelOps.Training;

/// <summary>
/// Writes a trained network to its model's folder: config.json, profile.yaml, a language model's tokenizer.json and, last,
/// model.safetensors.
/// </summary>
internal static class FinishedModel
{
    /// <summary>Writes the model's files.</summary>
    /// <param name="job">The job; its model folder is made if absent.</param>
    /// <param name="network">Its weights.</param>
    /// <param name="configuration">Its config.json.</param>
    public static void Write(TrainingJob job, PlanNetwork network, ModelConfiguration configuration)
    {
        Directory.CreateDirectory(job.ModelFolder);
        AtomicFile.WriteText(Path.Combine(job.ModelFolder, "config.json"), configuration.ToJson());
        AtomicFile.WriteText(Path.Combine(job.ModelFolder, "profile.yaml"), ProfileStore.ToYaml(job.Profile));
        if (TokenizerText(job) is { } tokenizer)
            AtomicFile.WriteText(Path.Combine(job.ModelFolder, Tokenizer.FileName), tokenizer);
        AtomicFile.Write(Path.Combine(job.ModelFolder, "model.safetensors"),
            stream => SafetensorsFile.Write(stream, TensorFiles.Sources(network.Tensors)));
    }

    /// <summary>Text of the tokenizer.json that the job's text was made with; null for other data.</summary>
    public static string? TokenizerText(TrainingJob job) => job.Data.Dataset.Task == Dataset.Language
        ? TokenizerFile.ToJson(TokenizerFile.Load(job.Data.Dataset.Path))
        : null;

    /// <summary>What is needed to use a job's weights: config.json of the model and of each checkpoint.</summary>
    /// <param name="job">The job.</param>
    /// <param name="plan">Its network.</param>
    /// <param name="step">Step of the weights.</param>
    /// <param name="epoch">Epoch of the weights, from 1.</param>
    /// <param name="metrics">Metrics of the weights.</param>
    public static ModelConfiguration Configuration(
        TrainingJob job, NetworkPlan plan, long step, int epoch, IReadOnlyDictionary<string, double> metrics)
    {
        var dataset = job.Data.Dataset;
        return new ModelConfiguration
        {
            ModelId = job.ModelId,
            Name = job.ModelName,
            Network = job.Profile.Network,
            InputShape = plan.InputShape,
            Outputs = plan.Outputs,
            Task = dataset.Task,
            Classes = dataset.Classes,
            DatasetName = dataset.Name,
            DatasetId = dataset.Id,
            Step = step,
            Epoch = epoch,
            Metrics = metrics,
        };
    }
}
