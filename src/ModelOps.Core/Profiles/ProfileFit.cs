namespace ModelOps.Core;

/// <summary>How a profile meets a dataset: the shape that its network sees, the number of outputs, and what doesn't fit.</summary>
public static class ProfileFit
{
    /// <summary>
    /// Shape of one sample as the network sees it: data.shape; else, for a cnn or resnet on a table whose width is a perfect square (64),
    /// one square channel ([1, 8, 8]); a gpt's context; else the dataset's own.
    /// </summary>
    public static IReadOnlyList<int> InputShape(TrainingProfile profile, Dataset dataset)
    {
        if (profile.Network is GptSpecification gpt)
            return [gpt.Context];
        if (profile.Data.Shape is { } shape)
            return shape;
        if (profile.Network is not (CnnSpecification or ResNetSpecification) || dataset.Shape is not [var width])
            return dataset.Shape;
        int side = (int)Math.Round(Math.Sqrt(width));
        return side * side == width ? [1, side, side] : dataset.Shape;
    }

    /// <summary>
    /// Number of the network's outputs: one a class or action, one a token of a text's vocabulary, or one for a number to regress.
    /// </summary>
    public static int Outputs(Dataset dataset) => dataset.Task switch
    {
        Dataset.Classify or Dataset.Play => dataset.Classes.Count,
        Dataset.Language => dataset.Shape[0],
        _ => 1,
    };

    /// <summary>
    /// Number of samples to train on: the share rounded to the nearest, at least one, and at least one left to validate on.
    /// </summary>
    public static long TrainingSamples(TrainingProfile profile, Dataset dataset) =>
        Math.Clamp(
            (long)Math.Round(profile.Data.Train * dataset.Samples, MidpointRounding.AwayFromZero), 1, Math.Max(1, dataset.Samples - 1));

    /// <summary>The network for the dataset; InvalidInput ("NetworkDoesNotFit") where they don't fit.</summary>
    public static NetworkPlan Plan(TrainingProfile profile, Dataset dataset) =>
        NetworkPlan.Create(profile.Network, InputShape(profile, dataset), Outputs(dataset));

    /// <summary>Reports what doesn't fit; returns the network where it does.</summary>
    internal static NetworkPlan? Check(TrainingProfile profile, Dataset dataset, ProfileLines lines, ProblemList problems)
    {
        void Problem(string key, string message) => problems.Add(lines.Of(key), key, message);

        if (profile.Agent is { } agent)
        {
            if (dataset.Task != Dataset.Play)
                Problem(AgentReader.Environment, $"an agent takes no dataset: leave '{dataset.Name}' out");
            return AgentFit.Check(profile, agent, Problem);
        }
        bool text = dataset.Task == Dataset.Language;
        if (profile.Network is GptSpecification != text)
        {
            Problem("network.family", text
                ? $"the dataset '{dataset.Name}' is text, which needs a language model: gpt; not {profile.Network.Family}"
                : $"gpt is for text; the dataset '{dataset.Name}' holds samples of shape [{string.Join(", ", dataset.Shape)}]");
            return null;
        }
        if (profile.Network is GptSpecification gpt)
            LanguageFit.Check(profile, gpt, dataset, Problem);
        else if (dataset.Samples < 2)
            Problem("data.train", $"the dataset '{dataset.Name}' has {dataset.Samples} sample; two are needed, one to train and one to validate");
        else if (profile.Batch > TrainingSamples(profile, dataset))
            Problem("batch", $"must be at most {TrainingSamples(profile, dataset)}, the samples of '{dataset.Name}' to train on; not {profile.Batch}");
        CheckLoss(profile.Loss, dataset, Problem);
        if (dataset.Task != Dataset.Classify)
            CheckMetrics(profile, dataset, Problem);
        else if (dataset.Classes.Count < 2)
            Problem("data.dataset", $"the dataset '{dataset.Name}' has one class only; there is nothing to tell apart");
        if (!text && profile.Data.Shape is { } shape && Product(shape) != Product(dataset.Shape))
        {
            Problem("data.shape",
                $"[{string.Join(", ", shape)}] holds {Product(shape)} values; a sample of '{dataset.Name}' has {Product(dataset.Shape)}");
            return null;
        }
        CheckAugmentation(profile, dataset, Problem);
        if (profile.Network is GptSpecification model && !LanguageFit.HeadsFit(model))
            return null;
        try
        {
            return Plan(profile, dataset);
        }
        catch (ModelOpsException e) when (e.Kind == ErrorKind.InvalidInput)
        {
            Problem("network", e.Message);
            return null;
        }
    }

    private static void CheckLoss(LossSettings loss, Dataset dataset, Action<string, string> problem)
    {
        bool classes = dataset.Task == Dataset.Classify;
        if (!classes && dataset.Task != Dataset.Language && loss.LabelSmoothing > 0)
            problem("loss.label_smoothing", $"the dataset '{dataset.Name}' has no classes whose labels could be smoothed");
        if (!classes && (loss.Balanced || loss.ClassWeights is not null))
            problem("loss.class_weights", $"the dataset '{dataset.Name}' has no classes that could be weighted");
        if (classes && loss.ClassWeights is { } weights && weights.Count != dataset.Classes.Count)
            problem("loss.class_weights", $"has {weights.Count} numbers; '{dataset.Name}' has {dataset.Classes.Count} classes: {string.Join(", ", dataset.Classes.Take(20))}");
    }

    private static void CheckAugmentation(TrainingProfile profile, Dataset dataset, Action<string, string> problem)
    {
        var augment = profile.Data.Augment;
        if (!augment.IsOn)
            return;
        var shape = InputShape(profile, dataset);
        if (dataset.Task == Dataset.Language || shape.Count != 3)
            problem("data.augment", $"is for images, [channels, height, width]; a sample of '{dataset.Name}' is none. Set data.shape where a table holds images");
        else if (augment.Crop >= Math.Min(shape[1], shape[2]))
            problem("data.augment.crop", $"must be below {Math.Min(shape[1], shape[2])}, the shorter side of the images of '{dataset.Name}'; not {augment.Crop}");
    }

    private static void CheckMetrics(TrainingProfile profile, Dataset dataset, Action<string, string> problem)
    {
        const string accuracy = "validation_accuracy";
        var what = dataset.Task == Dataset.Language ? "is text, which has" : "has numbers to regress, which have";
        var message = $"the dataset '{dataset.Name}' {what} no accuracy; use validation_loss";
        if (profile.Checkpoint.Best == accuracy)
            problem("checkpoint.best", message);
        if (profile.EarlyStopping?.Metric == accuracy)
            problem("early_stopping.metric", message);
        if (profile.Schedule is { Name: "plateau", Metric: accuracy })
            problem("schedule.metric", message);
    }

    private static Int128 Product(IReadOnlyList<int> shape) => shape.Aggregate((Int128)1, (a, b) => a * b);
}
