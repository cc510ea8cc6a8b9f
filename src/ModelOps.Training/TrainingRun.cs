using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>All that a job's run works with: data on the device, network, optimizer, schedule, evaluation.</summary>
public sealed class TrainingRun : IDisposable
{
    private readonly RunData data;
    private readonly Tensor? classWeights;
    private readonly int accumulate;
    private CapturedStep? captured;

    /// <summary>Builds it as it is at the first step. Random numbers are drawn from the profile's seed.</summary>
    public TrainingRun(TrainingJob job, Device device)
    {
        var profile = job.Profile;
        var plan = ProfileFit.Plan(profile, job.Data.Dataset);
        data = RunData.Open(job.Data, profile.Data, plan.InputShape, null, device);
        Batches = data.Training(profile.Batch, profile.Seed, plan.HasBatchNorm ? 2 : 1);
        classWeights = data.ClassWeights(profile.Loss, device);
        Objective = Objective.Of(job.Data.Dataset.Task, profile.Loss.LabelSmoothing, classWeights);
        Evaluator = new Evaluator(Objective.Of(job.Data.Dataset.Task), data, all: false, device);

        manual_seed(profile.Seed);
        Network = new PlanNetwork(plan, device);
        Optimizer = Optimizer.Create(profile.Optimizer, Network.Parameters);
        Precision = TrainingStep.CanCompute(profile.Precision) ? profile.Precision : "fp32";
        Step = new TrainingStep(Network, Objective, Optimizer, profile.Optimizer.ClipNorm, lower: Precision == "bf16");
        accumulate = profile.Accumulate;
        StepsPerEpoch = (Batches.PerEpoch + accumulate - 1) / accumulate;
        TotalSteps = (long)profile.Epochs * StepsPerEpoch;
        Schedule = new LearningRateSchedule(profile.Schedule, profile.Optimizer.Lr, TotalSteps, StepsPerEpoch);
        Totals = new RunningTotals(Objective, device);
        Device = device;
    }

    public Device Device { get; }
    public Normalization Normalization => data.Normalization;
    /// <summary>What is minimised; the evaluator scores by the plain objective of the task.</summary>
    public Objective Objective { get; }
    public Batches Batches { get; }
    public Evaluator Evaluator { get; }
    public long HeldOut => data.HeldOut;
    public PlanNetwork Network { get; }
    public Optimizer Optimizer { get; }
    /// <summary>What forward passes of steps compute in, fp32 or bf16; evaluation is always fp32.</summary>
    public string Precision { get; }
    public TrainingStep Step { get; }
    public LearningRateSchedule Schedule { get; }
    /// <summary>Sums over the epoch that is under way.</summary>
    public RunningTotals Totals { get; }
    /// <summary>Optimizer steps in an epoch.</summary>
    public int StepsPerEpoch { get; }
    public long TotalSteps { get; }

    /// <summary>Takes steps as a CUDA graph from here on, where that can be; where it turns out that it can't, a warning says so.</summary>
    public void Capture(Action<string> warn) =>
        captured = CapturedStep.TryCreate(Step, Totals, Device, accumulate > 1, Network.IsRandom, warn);

    /// <summary>Takes the step at a position of the epoch.</summary>
    /// <param name="position">Position, from 0.</param>
    /// <param name="learningRate">Learning rate of the step.</param>
    /// <param name="number">Number of the step, from 1.</param>
    /// <param name="measure">Whether the gradients' norm is wanted.</param>
    public StepResult TakeStep(int position, double learningRate, long number, bool measure)
    {
        if (captured is null)
            return Step.Run(Group(position), GroupSize(position), learningRate, number, Totals, measure);
        var (inputs, targets) = Batches.At(position);
        var batch = new MicroBatch(inputs, targets);
        return captured.Run(batch, learningRate, number) ?? Step.Run([batch], learningRate, number, Totals, measure);
    }

    /// <summary>Number of batches that make the step at a position of the epoch: the last group may be incomplete.</summary>
    public int GroupSize(int position) => Math.Min(accumulate, Batches.PerEpoch - position * accumulate);

    /// <summary>Those batches, each made when it is its turn.</summary>
    public IEnumerable<MicroBatch> Group(int position)
    {
        int first = position * accumulate;
        for (int i = 0; i < GroupSize(position); i++)
        {
            var (inputs, targets) = Batches.At(first + i);
            yield return new MicroBatch(inputs, targets);
        }
    }

    public void Dispose()
    {
        captured?.Dispose();
        Totals.Dispose();
        Optimizer.Dispose();
        Network.Dispose();
        Batches.Dispose();
        classWeights?.Dispose();
        data.Dispose();
    }
}
