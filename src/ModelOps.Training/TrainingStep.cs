using ModelOps.Torch;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelOps.Training;

/// <summary>One optimizer step: forward, loss, backward, clipping, update. What the trainer repeats and the benchmark times.</summary>
/// <param name="network">What is trained.</param>
/// <param name="objective">What is minimised.</param>
/// <param name="optimizer">Changes the network's parameters.</param>
/// <param name="clipNorm">Greatest norm of all gradients together; null: as they come.</param>
/// <param name="lower">Forward passes under autocast to bfloat16; losses, weights and their state stay float32.</param>
public sealed class TrainingStep(PlanNetwork network, Objective objective, Optimizer optimizer, double? clipNorm = null, bool lower = false)
{
    /// <summary>True where a profile's precision is to be had here: fp32, or bf16 with autocast.</summary>
    public static bool CanCompute(string precision) => precision == "fp32" || Autocast.IsAvailable;

    /// <summary>
    /// Takes step number <paramref name="step"/> (from 1) by the gradient of the mean loss over all examples of the group, as if they were
    /// one batch. Waits for the device nowhere.
    /// </summary>
    /// <param name="group">One batch, or several whose gradients are summed up; each is disposed of once it is used.</param>
    /// <param name="learningRate">Learning rate of this step.</param>
    /// <param name="step">Number of this step, from 1.</param>
    /// <param name="totals">Where losses and right answers are added up.</param>
    /// <param name="measure">Whether the gradients' norm is wanted where nothing else needs it.</param>
    public StepResult Run(
        IReadOnlyList<MicroBatch> group, double learningRate, long step, RunningTotals? totals = null, bool measure = false) =>
        Run(group, group.Count, learningRate, step, totals, measure);

    /// <summary>As above, with batches that are made one after the other.</summary>
    public StepResult Run(
        IEnumerable<MicroBatch> group, int count, double learningRate, long step, RunningTotals? totals = null, bool measure = false)
    {
        optimizer.ClearGradients();
        var loss = count == 1 ? Single(group.Single(), totals) : Several(group, totals);
        var norm = measure || clipNorm is not null ? optimizer.GradientNorm(clipNorm) : null;
        optimizer.Step(learningRate, step);
        return new StepResult(loss, norm);
    }

    /// <summary>True where the optimizer's part can be captured too.</summary>
    public bool IsCapturable => optimizer.IsCapturable;

    /// <summary>What a captured step reads beside its batch: to be set before it is recorded and before each replay.</summary>
    public void SetRates(double learningRate, long step) => optimizer.SetRates(learningRate, step);

    /// <summary>A step on one batch as it is recorded: all of it but <see cref="SetRates"/>, its gradients' norm always among it.</summary>
    public StepResult Record(MicroBatch batch, RunningTotals totals)
    {
        optimizer.ClearGradients();
        var loss = Single(batch, totals);
        var norm = optimizer.GradientNorm(clipNorm);
        optimizer.Update(0, 0);
        return new StepResult(loss, norm);
    }

    private Tensor Forward(Tensor inputs)
    {
        if (!lower)
            return network.forward(inputs);
        using var autocast = Autocast.Enter(inputs.device_type, ScalarType.BFloat16);
        using var outputs = network.forward(inputs);
        return outputs.to(ScalarType.Float32);
    }

    private Tensor Single(MicroBatch batch, RunningTotals? totals)
    {
        using var inputs = batch.Inputs;
        using var targets = batch.Targets;
        using var outputs = Forward(inputs);
        using var loss = objective.Loss(outputs, targets);
        loss.backward();
        var value = loss.detach();
        Add(totals, value, outputs, targets);
        return value;
    }

    /// <summary>
    /// Sums gradients of summed losses, and divides by what all examples weigh: a last, shorter batch counts by its examples.
    /// </summary>
    private Tensor Several(IEnumerable<MicroBatch> group, RunningTotals? totals)
    {
        Tensor? sum = null, weight = null;
        foreach (var (inputs, targets) in group)
        {
            using var scope = NewDisposeScope();
            using var outputs = Forward(inputs);
            using var loss = objective.Loss(outputs, targets, Reduction.Sum);
            loss.backward();
            var value = loss.detach();
            var weighs = objective.Weight(targets);
            Add(totals, value.div(weighs), outputs, targets);
            sum = (sum is null ? value : sum.add(value)).MoveToOuterDisposeScope();
            weight = (weight is null ? weighs : weight.add(weighs)).MoveToOuterDisposeScope();
            inputs.Dispose();
            targets.Dispose();
        }
        optimizer.DivideGradients(weight!);
        return sum!.div(weight!);
    }

    private static void Add(RunningTotals? totals, Tensor loss, Tensor outputs, Tensor targets)
    {
        if (totals is null)
            return;
        using var cut = outputs.detach();
        totals.Add(loss, targets.shape[0], cut, targets);
    }
}

/// <summary>What a step gives; reading either tensor waits for the device.</summary>
/// <param name="Loss">Mean loss of its examples before the step: a scalar.</param>
/// <param name="GradientNorm">L2 norm of all gradients together, before clipping: a float64 scalar; null where it was not wanted.</param>
public readonly record struct StepResult(Tensor Loss, Tensor? GradientNorm);
