using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelOps.Training;

/// <summary>Scores a network on a part of a dataset, in batches of a fixed size, so that the same weights always get the same score.</summary>
public sealed class Evaluator(Objective objective, DeviceData data, long[] part)
{
    private const int Batch = 256;

    /// <summary>Scores a network in evaluation mode, and leaves it in the mode it was in.</summary>
    public Score Run(PlanNetwork network) => Run(network, () => false)!;

    /// <summary>As above; null where <paramref name="leave"/>, asked between batches, says to leave off.</summary>
    public Score? Run(PlanNetwork network, Func<bool> leave)
    {
        bool training = network.training;
        network.eval();
        using var ungraded = no_grad();
        using var totals = new RunningTotals(objective, data.Inputs.device);
        using var indices = tensor(part).to(data.Inputs.device);
        for (int start = 0; start < part.Length; start += Batch)
        {
            if (leave())
            {
                network.train(training);
                return null;
            }
            using var scope = NewDisposeScope();
            var batch = indices.narrow(0, start, Math.Min(Batch, part.Length - start));
            var targets = data.Targets.index_select(0, batch);
            var outputs = network.forward(data.Inputs.index_select(0, batch));
            totals.Add(objective.Loss(outputs, targets, Reduction.Sum), 1, outputs, targets);
        }
        network.train(training);
        return totals.Score();
    }
}
