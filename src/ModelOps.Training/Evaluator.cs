using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelOps.Training;

/// <summary>
/// Scores a network on a part of a dataset, in batches of a fixed size, so that the same weights always get the same score.
/// </summary>
/// <param name="objective">What is scored.</param>
/// <param name="data">The dataset.</param>
/// <param name="all">True: all examples; false: those that are held out.</param>
/// <param name="device">Where the network is.</param>
public sealed class Evaluator(Objective objective, RunData data, bool all, Device device)
{
    /// <summary>Scores a network in evaluation mode, and leaves it in the mode it was in.</summary>
    public Score Run(PlanNetwork network) => Run(network, () => false)!;

    /// <summary>As above; null where <paramref name="leave"/>, asked between batches, says to leave off.</summary>
    public Score? Run(PlanNetwork network, Func<bool> leave)
    {
        bool training = network.training;
        network.eval();
        using var ungraded = no_grad();
        using var totals = new RunningTotals(objective, device);
        foreach (var (inputs, targets) in data.Validation(all, network.Plan.Outputs))
        {
            if (leave())
            {
                network.train(training);
                return null;
            }
            using var scope = NewDisposeScope();
            using var taken = inputs;
            using var wanted = targets;
            var outputs = network.forward(taken);
            totals.Add(objective.Loss(outputs, wanted, Reduction.Sum), 1, outputs, wanted);
        }
        network.train(training);
        return totals.Score();
    }
}
