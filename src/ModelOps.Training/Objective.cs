using ModelOps.Core;
using ModelOps.Torch;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelOps.Training;

/// <summary>What a task minimises, and what counts as a right answer.</summary>
public abstract class Objective
{
    /// <summary>The plain objective of a dataset's task, classify, regress or language: what a model is scored by.</summary>
    public static Objective Of(string task) => Of(task, 0, null);

    /// <summary>What a run minimises.</summary>
    /// <param name="task">classify, regress or language.</param>
    /// <param name="labelSmoothing">Share of the target that is spread evenly over all classes.</param>
    /// <param name="classWeights">Weight of each class, float32 on the run's device; null: all alike.</param>
    public static Objective Of(string task, double labelSmoothing, Tensor? classWeights) => task switch
    {
        "classify" => new Classification(labelSmoothing, classWeights),
        "regress" => new Regression(),
        "language" => new Language(labelSmoothing),
        _ => throw Error.Of(ErrorKind.InvalidInput, "TaskUnknown", task),
    };

    /// <summary>True where <see cref="Correct"/> has a meaning.</summary>
    public abstract bool HasAccuracy { get; }

    /// <summary>The loss of a batch, averaged or summed over its examples: a scalar.</summary>
    public abstract Tensor Loss(Tensor outputs, Tensor targets, Reduction reduction = Reduction.Mean);

    /// <summary>What the examples of a batch weigh together, a scalar: the mean loss is the summed loss divided by it.</summary>
    public virtual Tensor Weight(Tensor targets) => Number(targets.numel(), targets.device);

    /// <summary>Number of right answers in a batch: an int64 scalar.</summary>
    public abstract Tensor Correct(Tensor outputs, Tensor targets);

    /// <summary>Adds metrics that follow from an epoch's losses.</summary>
    /// <param name="scores">Holds training_loss and validation_loss.</param>
    public virtual void AddMetrics(IDictionary<string, double> scores)
    {
    }

    private static Tensor Number(long value, Device device) => ones(Array.Empty<long>(), ScalarType.Float32, device).mul_(value);

    /// <summary>Cross entropy over classes; the greatest output is the answer.</summary>
    private sealed class Classification(double labelSmoothing, Tensor? classWeights) : Objective
    {
        public override bool HasAccuracy => true;

        public override Tensor Loss(Tensor outputs, Tensor targets, Reduction reduction) =>
            reduction == Reduction.Mean && classWeights is null && labelSmoothing == 0 && FusedLayers.Takes(outputs)
                ? FusedLayers.CrossEntropy(outputs, targets)
                : functional.cross_entropy(outputs, targets, classWeights, reduction: reduction, label_smoothing: labelSmoothing);

        public override Tensor Weight(Tensor targets)
        {
            if (classWeights is null)
                return base.Weight(targets);
            using var each = classWeights.index_select(0, targets);
            return each.sum();
        }

        public override Tensor Correct(Tensor outputs, Tensor targets)
        {
            using var answers = outputs.argmax(1);
            using var right = answers.eq(targets);
            return right.sum();
        }
    }

    /// <summary>
    /// Cross entropy over the vocabulary at each token. An example is a window of tokens; its loss is the mean of its tokens'.
    /// </summary>
    private sealed class Language(double labelSmoothing) : Objective
    {
        public override bool HasAccuracy => false;

        public override Tensor Loss(Tensor outputs, Tensor targets, Reduction reduction)
        {
            using var scores = outputs.view(-1, outputs.shape[2]);
            using var ids = targets.view(-1);
            var mean = labelSmoothing == 0 && FusedLayers.Takes(scores)
                ? FusedLayers.CrossEntropy(scores, ids)
                : functional.cross_entropy(scores, ids, label_smoothing: labelSmoothing);
            if (reduction == Reduction.Mean)
                return mean;
            using (mean)
                return mean.mul(targets.shape[0]);
        }

        public override Tensor Weight(Tensor targets) => Number(targets.shape[0], targets.device);

        public override Tensor Correct(Tensor outputs, Tensor targets) =>
            throw new InvalidOperationException("A language model's accuracy is not counted.");

        public override void AddMetrics(IDictionary<string, double> scores) =>
            scores["validation_perplexity"] = Math.Exp(scores["validation_loss"]);
    }

    /// <summary>Squared error; there are no right answers to count.</summary>
    private sealed class Regression : Objective
    {
        public override bool HasAccuracy => false;

        public override Tensor Loss(Tensor outputs, Tensor targets, Reduction reduction) =>
            functional.mse_loss(outputs, targets, reduction);

        public override Tensor Correct(Tensor outputs, Tensor targets) =>
            throw new InvalidOperationException("A regression has no accuracy.");
    }
}
