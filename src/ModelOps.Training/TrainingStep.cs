using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>One optimizer step: forward, loss, backward, update. What the trainer repeats and the benchmark times.</summary>
public sealed class TrainingStep(PlanNetwork network, Objective objective, Optimizer optimizer)
{
    /// <summary>Takes step number <paramref name="step"/> (from 1) and hands back loss and outputs, cut off from the graph.</summary>
    /// <param name="inputs">[batch, …shape].</param>
    /// <param name="targets">[batch] or [batch, 1].</param>
    /// <param name="learningRate">Learning rate of this step.</param>
    /// <param name="step">Number of this step, from 1.</param>
    public (Tensor Loss, Tensor Outputs) Run(Tensor inputs, Tensor targets, double learningRate, long step)
    {
        optimizer.ClearGradients();
        using var outputs = network.forward(inputs);
        using var loss = objective.Loss(outputs, targets);
        loss.backward();
        optimizer.Step(learningRate, step);
        return (loss.detach(), outputs.detach());
    }
}
