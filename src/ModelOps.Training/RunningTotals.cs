using TorchSharp;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>Loss and right answers summed over examples, on the device: adding waits for nothing, reading does.</summary>
public sealed class RunningTotals : IDisposable
{
    private readonly Objective objective;
    private readonly Tensor loss;
    private readonly Tensor correct;

    public RunningTotals(Objective objective, Device device)
    {
        this.objective = objective;
        loss = zeros(1, ScalarType.Float64, device);
        correct = zeros(1, ScalarType.Int64, device);
    }

    /// <summary>Examples added since the last reset.</summary>
    public long Examples { get; private set; }

    /// <summary>Adds a batch. Gradients must be off.</summary>
    /// <param name="batchLoss">Its loss, a scalar.</param>
    /// <param name="weight">What to multiply the loss with: the batch's size for a mean, 1 for a sum.</param>
    /// <param name="outputs">The network's outputs [batch, …].</param>
    /// <param name="targets">What they should be.</param>
    public void Add(Tensor batchLoss, double weight, Tensor outputs, Tensor targets)
    {
        loss.add_(batchLoss, weight);
        if (objective.HasAccuracy)
        {
            using var right = objective.Correct(outputs, targets);
            correct.add_(right);
        }
        Examples += targets.shape[0];
    }

    /// <summary>Counts examples whose loss and answers a captured step adds on the device.</summary>
    public void Count(long examples) => Examples += examples;

    /// <summary>Sum of losses and number of right answers; waits for the device.</summary>
    public (double Loss, long Correct) Read() => (loss.item<double>(), correct.item<long>());

    /// <summary>Mean loss, and share of right answers where the objective has them.</summary>
    public Score Score()
    {
        var (sum, right) = Read();
        return new Score(sum / Examples, objective.HasAccuracy ? (double)right / Examples : null, Examples);
    }

    /// <summary>Starts from given sums: those of a checkpoint, or nothing.</summary>
    public void Reset(double lossSum = 0, long correctCount = 0, long examples = 0)
    {
        loss.fill_(lossSum);
        correct.fill_(correctCount);
        Examples = examples;
    }

    public void Dispose()
    {
        loss.Dispose();
        correct.Dispose();
    }
}

/// <summary>How well a network does on a set of examples.</summary>
/// <param name="Loss">Mean loss.</param>
/// <param name="Accuracy">Share of right answers; null for a regression.</param>
/// <param name="Examples">How many examples were seen.</param>
public sealed record Score(double Loss, double? Accuracy, long Examples);
