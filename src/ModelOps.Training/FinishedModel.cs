using ModelOps.Core;

namespace ModelOps.Training;

/// <summary>
/// Writes a trained network to its model's folder: config.json, profile.yaml, a language model's tokenizer.json and, last,
/// model.safetensors.
/// </summary>
internal static class FinishedModel
{
    /// <param name="job">The job; its model folder is made if absent.</param>
    /// <param name="run">The run, with the weights to keep in its network.</param>
    /// <param name="step">Step of these weights.</param>
    /// <param name="epoch">Epoch of these weights, from 1.</param>
    /// <param name="metrics">Metrics of these weights.</param>
    public static void Write(TrainingJob job, TrainingRun run, long step, int epoch, IReadOnlyDictionary<string, double> metrics) =>
        Write(job, run.Network, Configuration(job, run, step, epoch, metrics));

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

    /// <summary>What is needed to use weights of the run: config.json of the model and of each checkpoint.</summary>
    /// <inheritdoc cref="Write"/>
    public static ModelConfiguration Configuration(
        TrainingJob job, TrainingRun run, long step, int epoch, IReadOnlyDictionary<string, double> metrics)
    {
        var plan = run.Network.Plan;
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
            Mean = run.Normalization.Mean,
            Deviation = run.Normalization.Deviation,
            DatasetName = dataset.Name,
            DatasetId = dataset.Id,
            Data = job.Profile.Data,
            Step = step,
            Epoch = epoch,
            Metrics = metrics,
        };
    }
}
