using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>What to evaluate on what.</summary>
public sealed record EvaluationRequest
{
    /// <summary>
    /// A model's id or name, a folder with config.json and model.safetensors, or a safetensors file that ModelOps exported.
    /// </summary>
    public required string Model { get; init; }
    /// <summary>Name of the dataset; by default the one the model was trained on.</summary>
    public string? Dataset { get; init; }
    /// <summary>Evaluate on all samples; by default on those that the model's own split holds out.</summary>
    public bool All { get; init; }
    /// <summary>Episodes of an agent.</summary>
    public int Episodes { get; init; } = 100;
    /// <summary>auto, cpu, cuda, cuda:N.</summary>
    public string Device { get; init; } = "auto";
    /// <summary>CPU threads; 0: one a core.</summary>
    public int Threads { get; init; }
}

/// <summary>How well a model does on a dataset.</summary>
/// <param name="ModelId">The model.</param>
/// <param name="ModelName">Its name.</param>
/// <param name="Dataset">The dataset; an agent's environment.</param>
/// <param name="Samples">How many samples were seen, or episodes played.</param>
/// <param name="Loss">Mean loss; null for an agent.</param>
/// <param name="Accuracy">Share of right answers; null for a regression and an agent.</param>
/// <param name="File">The weights.</param>
public sealed record EvaluationResult(
    string ModelId, string ModelName, string Dataset, long Samples, double? Loss, double? Accuracy, string File)
{
    /// <summary>Mean return of an agent's episodes.</summary>
    public double? Return { get; init; }
    /// <summary>Mean length of an agent's episodes.</summary>
    public double? Length { get; init; }
}

/// <summary>
/// Loads a model from where it is kept or exported to, and scores it. Runs in a process that has the environment for libtorch.
/// </summary>
public static class Evaluation
{
    /// <summary>
    /// Scores a model. NotFound where there is none, Damaged where its files are, InvalidInput ("ModelDoesNotFitDataset") where the
    /// dataset's samples, task or classes are others than the model's.
    /// </summary>
    public static EvaluationResult Run(Workspace workspace, EvaluationRequest request)
    {
        var files = ModelFiles.Find(workspace, request.Model);
        var configuration = files.Configuration;
        if (configuration.Environment is { } environment)
            return Play(files, environment, request);
        string name = request.Dataset ?? configuration.DatasetName
            ?? throw Error.Of(ErrorKind.InvalidInput, "EvaluationNeedsDataset", request.Model);
        var dataset = workspace.Datasets.Get(name);
        CheckFit(configuration, dataset);
        var content = workspace.Datasets.Load(dataset);

        TorchRuntime.SetThreads(request.Threads > 0 ? request.Threads : Environment.ProcessorCount);
        var device = TorchRuntime.ChooseDevice(request.Device);
        using var network = new PlanNetwork(configuration.Plan(), device);
        TensorFiles.Load(files.Weights, network.Tensors, network.Plan.Aliases);
        network.eval();
        using var data = RunData.Open(
            content, configuration.Data, configuration.InputShape, new Normalization([.. configuration.Mean], [.. configuration.Deviation]), device);
        var score = new Evaluator(Objective.Of(configuration.Task), data, request.All, device).Run(network);
        return new EvaluationResult(
            configuration.ModelId, configuration.Name, dataset.Name, score.Examples, score.Loss, score.Accuracy, files.Weights);
    }

    /// <summary>An agent's episodes with the action of the greatest output; their start states are others than in any training.</summary>
    private static EvaluationResult Play(ModelFiles files, string environment, EvaluationRequest request)
    {
        const long seed = -1;
        if (request.Dataset is { } dataset)
            throw Error.Of(ErrorKind.InvalidInput, "AgentTakesNoDataset", request.Model, dataset, environment);
        var configuration = files.Configuration;
        var network = new ForwardPass(configuration.Plan());
        network.Load(files.Weights);
        var episodes = GreedyEpisodes.Play(network, environment, request.Episodes, seed)!;
        return new EvaluationResult(configuration.ModelId, configuration.Name, environment, request.Episodes, null, null, files.Weights)
        {
            Return = episodes.Average(e => e.Return), Length = episodes.Average(e => e.Length),
        };
    }

    /// <summary>InvalidInput ("ModelDoesNotFitDataset") where samples, task or outputs are others.</summary>
    internal static void CheckFit(ModelConfiguration model, Dataset dataset)
    {
        bool text = model.Task == Dataset.Language && dataset.Task == Dataset.Language; // a window of any text will do
        long needed = model.InputShape.Aggregate(1L, (a, b) => a * b);
        long given = text ? needed : dataset.Shape.Aggregate(1L, (a, b) => a * b);
        if (needed != given || model.Task != dataset.Task || model.Outputs != ProfileFit.Outputs(dataset))
            throw Error.Of(ErrorKind.InvalidInput, "ModelDoesNotFitDataset", model.Name, dataset.Name, needed, model.Outputs, model.Task,
                given, ProfileFit.Outputs(dataset), dataset.Task);
    }
}
