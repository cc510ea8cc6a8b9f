using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>All that a job's run works with: data on the device, network, optimizer, schedule, evaluation.</summary>
public sealed class TrainingRun : IDisposable
{
    private readonly RunData data;

    /// <summary>Builds it as it is at the first step. Random numbers are drawn from the profile's seed.</summary>
    public TrainingRun(TrainingJob job, Device device)
    {
        var profile = job.Profile;
        var plan = ProfileFit.Plan(profile, job.Data.Dataset);
        Objective = Objective.Of(job.Data.Dataset.Task);
        data = RunData.Open(job.Data, profile.Data, plan.InputShape, null, device);
        bool needsPairs = plan.Layers.Any(l => l.Layer is BatchNormLayer);
        Batches = data.Training(profile.Batch, profile.Seed, needsPairs ? 2 : 1);
        Evaluator = new Evaluator(Objective, data, all: false, device);

        manual_seed(profile.Seed);
        Network = new PlanNetwork(plan, device);
        Optimizer = Optimizer.Create(profile.Optimizer, Network.Parameters);
        Step = new TrainingStep(Network, Objective, Optimizer);
        TotalSteps = (long)profile.Epochs * Batches.StepsPerEpoch;
        Schedule = new LearningRateSchedule(profile.Schedule, profile.Optimizer.Lr, TotalSteps);
        Totals = new RunningTotals(Objective, device);
        Device = device;
    }

    public Device Device { get; }
    public Normalization Normalization => data.Normalization;
    public Objective Objective { get; }
    public Batches Batches { get; }
    public Evaluator Evaluator { get; }
    public long HeldOut => data.HeldOut;
    public PlanNetwork Network { get; }
    public Optimizer Optimizer { get; }
    public TrainingStep Step { get; }
    public LearningRateSchedule Schedule { get; }
    /// <summary>Sums over the epoch that is under way.</summary>
    public RunningTotals Totals { get; }
    public long TotalSteps { get; }

    public void Dispose()
    {
        Totals.Dispose();
        Optimizer.Dispose();
        Network.Dispose();
        Batches.Dispose();
        data.Dispose();
    }
}
