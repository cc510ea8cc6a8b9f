using System.Runtime.InteropServices;
using ModelOps.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>
/// Whole training steps as one CUDA graph, where every step is alike: one batch of the same shape. The first steps are taken one operation
/// at a time, so that libtorch has chosen its kernels; then a step is recorded, and from there on copied into its inputs and replayed. A
/// batch of another shape (an epoch's last) is taken as before. Where a step can't be recorded, all are: that is said once.
/// </summary>
internal sealed class CapturedStep : IDisposable
{
    private const int WarmUp = 3;
    private readonly TrainingStep step;
    private readonly RunningTotals totals;
    private readonly Action<string> warn;
    private int left = WarmUp;
    private CudaGraph? graph;
    private MicroBatch batch;
    private StepResult result;

    private CapturedStep(TrainingStep step, RunningTotals totals, Action<string> warn) =>
        (this.step, this.totals, this.warn) = (step, totals, warn);

    /// <summary>
    /// A way to capture a run's steps; null where there is none: on a CPU, with groups of batches, with an optimizer whose learning rate is
    /// the host's, or with random numbers in a step before libtorch 2, whose replays don't hear of a new seed.
    /// </summary>
    public static CapturedStep? TryCreate(
        TrainingStep step, RunningTotals totals, Device device, bool grouped, bool random, Action<string> warn)
    {
        bool seeded = !random || int.Parse(TorchEnvironment.Version.Split('.')[0], System.Globalization.CultureInfo.InvariantCulture) >= 2;
        if (device.type != DeviceType.CUDA || grouped || !seeded || !step.IsCapturable || !CudaGraph.IsAvailable)
            return null;
        CudaGraph.UseOwnStream(Math.Max(0, device.index));
        return new CapturedStep(step, totals, warn);
    }

    /// <summary>Takes a step by replaying the recorded one, or returns null where it has to be taken in the usual way.</summary>
    public StepResult? Run(MicroBatch next, double learningRate, long number)
    {
        if (left > 0)
        {
            left--;
            return null;
        }
        if (left < 0 || (graph is not null && !Fits(next)))
            return null;
        step.SetRates(learningRate, number);
        if (graph is null)
        {
            if (!Record(next))
                return null;
        }
        else
        {
            batch.Inputs.copy_(next.Inputs, true);
            batch.Targets.copy_(next.Targets, true);
            totals.Count(batch.Targets.shape[0]);
        }
        graph!.Replay();
        // Copies: the next replay writes over the recorded ones.
        return new StepResult(result.Loss.clone(), result.GradientNorm!.clone());
    }

    private bool Fits(MicroBatch next) =>
        next.Inputs.shape.SequenceEqual(batch.Inputs.shape) && next.Targets.shape.SequenceEqual(batch.Targets.shape);

    private bool Record(MicroBatch first)
    {
        batch = new MicroBatch(first.Inputs.clone().DetachFromDisposeScope(), first.Targets.clone().DetachFromDisposeScope());
        long counted = totals.Examples;
        try
        {
            graph = CudaGraph.Record(() =>
            {
                // Aliases: a step disposes of the batch that it has used.
                var recorded = step.Record(new MicroBatch(batch.Inputs.alias(), batch.Targets.alias()), totals);
                result = new StepResult(recorded.Loss.DetachFromDisposeScope(), recorded.GradientNorm!.DetachFromDisposeScope());
            });
            return true;
        }
        catch (ExternalException e)
        {
            left = -1;
            totals.Count(counted - totals.Examples);
            warn($"A step can't be captured as a CUDA graph and is taken one operation at a time: {e.Message}");
            return false;
        }
    }

    public void Dispose()
    {
        graph?.Dispose();
        if (graph is null)
            return;
        batch.Inputs.Dispose();
        batch.Targets.Dispose();
        result.Loss.Dispose();
        result.GradientNorm?.Dispose();
    }
}
