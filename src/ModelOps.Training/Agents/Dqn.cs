using ModelOps.Core;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelOps.Training;

/// <summary>
/// Deep Q-learning with a replay buffer, a target network and the Huber loss: Mnih et al.: Human-level control through deep reinforcement
/// learning, Nature 518 (2015); with <see cref="DqnSettings.Double"/>, van Hasselt, Guez, Silver: Deep reinforcement learning with double
/// Q-learning, AAAI (2016).
/// </summary>
public sealed class Dqn : Agent
{
    private const string TargetFile = "target.safetensors";
    private const string ReplayFile = "replay.safetensors";

    private readonly DqnSettings settings;
    private readonly PlanNetwork target;
    private readonly ReplayBuffer replay;

    public Dqn(TrainingProfile profile, NetworkPlan plan, Device device)
        : base(profile, plan, device)
    {
        settings = Settings.Dqn!;
        Optimizer = Optimizer.Create(profile.Optimizer, Policy.Parameters);
        target = new PlanNetwork(plan, device);
        replay = new ReplayBuffer(settings.Buffer, plan.InputShape[0]);
        Begin();
    }

    public override Optimizer Optimizer { get; }

    public override void Begin()
    {
        CopyToTarget();
        base.Begin();
    }

    public override void Act(EnvironmentGroup environments, long step, Span<int> actions)
    {
        var values = Outputs(environments);
        int choices = Policy.Plan.Outputs;
        double epsilon = settings.Epsilon(step);
        var random = Random(RandomPurpose.Actions, step);
        for (int i = 0; i < actions.Length; i++)
        {
            actions[i] = random.Unit() < epsilon
                ? (int)random.Below(choices)
                : ForwardPass.Greatest(values.Slice(i * choices, choices));
        }
    }

    public override void Remember(ReadOnlySpan<float> before, ReadOnlySpan<int> actions, EnvironmentGroup environments)
    {
        int width = environments.Width;
        for (int i = 0; i < actions.Length; i++)
            replay.Add(before.Slice(i * width, width), actions[i], environments.Steps[i], environments.Arrivals.AsSpan(i * width, width));
    }

    public override bool IsLearningDue(long before, long now) =>
        now >= settings.LearningStarts && now / settings.TrainEvery > before / settings.TrainEvery;

    public override (string Name, double Value)? Exploration(long step) => ("epsilon", settings.Epsilon(step));

    /// <summary>The transitions of all updates of a round are drawn and brought to the device at once.</summary>
    protected override void Update(double learningRate)
    {
        long batch = Profile.Batch;
        var drawn = replay.Draw(Random(RandomPurpose.Batches, Updates), settings.Updates * Profile.Batch);
        long width = Policy.Plan.InputShape[0], count = settings.Updates * batch;
        var observations = OnDevice(drawn.Observations, count, width);
        var arrivals = OnDevice(drawn.Arrivals, count, width);
        var actions = OnDevice(drawn.Actions, count, 1);
        var rewards = OnDevice(drawn.Rewards, count, 1);
        var discounts = OnDevice(drawn.GoesOn, count, 1).mul_(Settings.Gamma);
        for (long i = 0; i < count; i += batch)
        {
            using var scope = NewDisposeScope();
            var goals = Goals(arrivals.narrow(0, i, batch), rewards.narrow(0, i, batch), discounts.narrow(0, i, batch));
            var values = Policy.forward(observations.narrow(0, i, batch)).gather(1, actions.narrow(0, i, batch));
            Descend(functional.smooth_l1_loss(values, goals), learningRate);
            if (Updates % settings.TargetEvery == 0)
                CopyToTarget();
        }
    }

    /// <summary>Reward plus the discounted value of the best next action: [batch, 1].</summary>
    private Tensor Goals(Tensor arrivals, Tensor rewards, Tensor discounts)
    {
        using var ungraded = no_grad();
        var values = target.forward(arrivals);
        var best = (settings.Double ? Policy.forward(arrivals) : values).argmax(1, keepdim: true);
        return values.gather(1, best).mul_(discounts).add_(rewards);
    }

    public override IReadOnlyList<(string Name, IReadOnlyList<TensorSource> Tensors)> Memory() =>
        [(TargetFile, TensorFiles.Sources(target.Tensors)), (ReplayFile, replay.Save())];

    protected override void Recall(Func<string, string> file)
    {
        TensorFiles.Load(file(TargetFile), target.Tensors);
        replay.Load(file(ReplayFile));
    }

    public override void Dispose()
    {
        Optimizer.Dispose();
        target.Dispose();
        base.Dispose();
    }

    private void CopyToTarget()
    {
        using var ungraded = no_grad();
        foreach (var (name, tensor) in target.Tensors)
            tensor.copy_(Policy.Tensors[name]);
    }
}
