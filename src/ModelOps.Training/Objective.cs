using ModelOps.Core;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelOps.Training;

/// <summary>What a task minimises, and what counts as a right answer.</summary>
public abstract class Objective
{
    /// <summary>The objective of a dataset's task: classify or regress.</summary>
    public static Objective Of(string task) => task switch
    {
        "classify" => new Classification(),
        "regress" => new Regression(),
        _ => throw Error.Of(ErrorKind.InvalidInput, "TaskUnknown", task),
    };

    /// <summary>True where <see cref="Correct"/> has a meaning.</summary>
    public abstract bool HasAccuracy { get; }

    /// <summary>The loss of a batch, averaged or summed over its examples: a scalar.</summary>
    public abstract Tensor Loss(Tensor outputs, Tensor targets, Reduction reduction = Reduction.Mean);

    /// <summary>Number of right answers in a batch: an int64 scalar.</summary>
    public abstract Tensor Correct(Tensor outputs, Tensor targets);

    /// <summary>Cross entropy over classes; the greatest output is the answer.</summary>
    private sealed class Classification : Objective
    {
        public override bool HasAccuracy => true;

        public override Tensor Loss(Tensor outputs, Tensor targets, Reduction reduction) =>
            functional.cross_entropy(outputs, targets, reduction: reduction);

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
