using ModelOps.Core;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelOps.Training;

/// <summary>What a task minimises, and what counts as a right answer.</summary>
public abstract class Objective
{
    /// <summary>The plain objective of a dataset's task, classify or regress: what a model is scored by.</summary>
    public static Objective Of(string task) => Of(task, 0, null);

    /// <summary>What a run minimises.</summary>
    /// <param name="task">classify or regress.</param>
    /// <param name="labelSmoothing">Share of the target that is spread evenly over all classes.</param>
    /// <param name="classWeights">Weight of each class, float32 on the run's device; null: all alike.</param>
    public static Objective Of(string task, double labelSmoothing, Tensor? classWeights) => task switch
    {
        "classify" => new Classification(labelSmoothing, classWeights),
        "regress" => new Regression(),
        _ => throw Error.Of(ErrorKind.InvalidInput, "TaskUnknown", task),
    };

    /// <summary>True where <see cref="Correct"/> has a meaning.</summary>
    public abstract bool HasAccuracy { get; }

    /// <summary>The loss of a batch, averaged or summed over its examples: a scalar.</summary>
    public abstract Tensor Loss(Tensor outputs, Tensor targets, Reduction reduction = Reduction.Mean);

    /// <summary>What the examples of a batch weigh together, a scalar: the mean loss is the summed loss divided by it.</summary>
    public virtual Tensor Weight(Tensor targets) => ones(Array.Empty<long>(), ScalarType.Float32, targets.device).mul_(targets.numel());

    /// <summary>Number of right answers in a batch: an int64 scalar.</summary>
    public abstract Tensor Correct(Tensor outputs, Tensor targets);

    /// <summary>Cross entropy over classes; the greatest output is the answer.</summary>
    private sealed class Classification(double labelSmoothing, Tensor? classWeights) : Objective
    {
        public override bool HasAccuracy => true;

        public override Tensor Loss(Tensor outputs, Tensor targets, Reduction reduction) =>
            functional.cross_entropy(outputs, targets, classWeights, reduction: reduction, label_smoothing: labelSmoothing);

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

    /// <summary>Squared error; there are no right answers to count.</summary>
    private sealed class Regression : Objective
    {
        public override bool HasAccuracy => false;

        public override Tensor Loss(Tensor outputs, Tensor targets, Reduction reduction) => functional.mse_loss(outputs, targets, reduction);

        public override Tensor Correct(Tensor outputs, Tensor targets) => throw new InvalidOperationException("A regression has no accuracy.");
    }
}
