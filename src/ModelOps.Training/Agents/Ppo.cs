using ModelOps.Core;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelOps.Training;

/// <summary>
/// Proximal policy optimization with a clipped objective: Schulman, Wolski, Dhariwal, Radford, Klimov: Proximal policy optimization
/// algorithms (2017), https://arxiv.org/abs/1707.06347. The value network is one of its own, of the policy's shape with one output.
/// </summary>
public sealed class Ppo : Agent
{
    private const string CriticFile = "critic.safetensors";
    private const string RolloutFile = "rollout.safetensors";
    /// <summary>Added to the advantages' deviation.</summary>
    private const double Epsilon = 1e-8;

    private readonly PpoSettings settings;
    private readonly PlanNetwork critic;
    private readonly Rollout rollout;
    private double? entropy;

    public Ppo(TrainingProfile profile, NetworkPlan plan, Device device)
        : base(profile, plan, device)
    {
        settings = Settings.Ppo!;
        critic = new PlanNetwork(NetworkPlan.Create(profile.Network, plan.InputShape, 1), device);
        Optimizer = Optimizer.Create(profile.Optimizer,
            [.. Policy.Parameters.Select(p => ("policy." + p.Name, p.Value)), .. critic.Parameters.Select(p => ("critic." + p.Name, p.Value))]);
        rollout = new Rollout(settings.Rollout, Settings.Environments, plan.InputShape[0]);
        Begin();
    }

    public override Optimizer Optimizer { get; }

    /// <summary>Draws each action with the probability that the policy gives it.</summary>
    public override void Act(EnvironmentGroup environments, long step, Span<int> actions)
    {
        var logits = Outputs(environments);
        int choices = Policy.Plan.Outputs;
        var random = Random(RandomPurpose.Actions, step);
        for (int i = 0; i < actions.Length; i++)
            actions[i] = Drawn(logits.Slice(i * choices, choices), random.Unit());
    }

    public override void Remember(ReadOnlySpan<float> before, ReadOnlySpan<int> actions, EnvironmentGroup environments) =>
        rollout.Add(before, actions, environments);

    public override bool IsLearningDue(long before, long now) => rollout.IsFull;

    public override (string Name, double Value)? Exploration(long step) => entropy is { } value ? ("entropy", value) : null;

    protected override void Update(double learningRate)
    {
        long rows = rollout.Rows, width = Policy.Plan.InputShape[0];
        var observations = OnDevice(rollout.Observations, rows, width);
        var actions = OnDevice(rollout.Actions, rows, 1);
        var (advantages, returns) = Estimate(observations, width);
        var before = LogProbabilities(observations, actions);
        var order = new long[rows];
        for (int pass = 0; pass < settings.Passes; pass++)
        {
            for (long i = 0; i < rows; i++)
                order[i] = i;
            Random(RandomPurpose.Batches, Updates).Shuffle(order);
            var shuffled = OnDevice(order, rows);
            for (long start = 0; start < rows; start += Profile.Batch)
            {
                using var scope = NewDisposeScope();
                var part = shuffled.narrow(0, start, Math.Min(Profile.Batch, rows - start));
                Tensor Part(Tensor whole) => whole.index_select(0, part);
                Descend(Loss(Part(observations), Part(actions), Part(advantages), Part(returns), Part(before)), learningRate);
            }
        }
        rollout.Clear();
    }

    /// <summary>Clipped objective of the policy, error of the values and entropy in one number to be made small.</summary>
    private Tensor Loss(Tensor observations, Tensor actions, Tensor advantages, Tensor returns, Tensor before)
    {
        var logs = Policy.forward(observations).log_softmax(1);
        var ratio = logs.gather(1, actions).sub(before).exp();
        var gain = ratio.mul(advantages).minimum(ratio.clamp(1 - settings.Clip, 1 + settings.Clip).mul(advantages)).mean();
        var error = functional.mse_loss(critic.forward(observations), returns);
        var loss = error.mul(settings.ValueWeight).sub(gain);
        if (settings.Entropy == 0)
            return loss;
        return loss.add(logs.exp().mul(logs).sum(1).mean(), settings.Entropy);
    }

    /// <summary>Advantages, of mean 0 and deviation 1, and returns of the rollout's steps: [rows, 1].</summary>
    private (Tensor Advantages, Tensor Returns) Estimate(Tensor observations, long width)
    {
        using var ungraded = no_grad();
        var values = critic.forward(observations);
        var arrivals = critic.forward(OnDevice(rollout.Arrivals, rollout.Rows, width));
        float[] estimates = rollout.Advantages(Host(values), Host(arrivals), Settings.Gamma, settings.GaeLambda);
        var advantages = OnDevice(estimates, rollout.Rows, 1);
        var returns = advantages.add(values);
        double mean = estimates.Average(a => (double)a);
        double deviation = Math.Sqrt(estimates.Average(a => (a - mean) * (a - mean)));
        return (advantages.sub_(mean).div_(deviation + Epsilon), returns);
    }

    /// <summary>Logarithms of the actions' probabilities [rows, 1]; takes note of the policy's entropy.</summary>
    private Tensor LogProbabilities(Tensor observations, Tensor actions)
    {
        using var ungraded = no_grad();
        var logs = Policy.forward(observations).log_softmax(1);
        entropy = -logs.exp().mul(logs).sum(1).mean().item<float>();
        return logs.gather(1, actions);
    }

    public override IReadOnlyList<(string Name, IReadOnlyList<TensorSource> Tensors)> Memory() =>
        [(CriticFile, TensorFiles.Sources(critic.Tensors)), (RolloutFile, rollout.Save())];

    protected override void Recall(Func<string, string> file)
    {
        TensorFiles.Load(file(CriticFile), critic.Tensors);
        rollout.Load(file(RolloutFile));
    }

    public override void Dispose()
    {
        Optimizer.Dispose();
        critic.Dispose();
        base.Dispose();
    }

    /// <summary>The choice at a place, 0 to 1, of the cumulated probabilities.</summary>
    private static int Drawn(ReadOnlySpan<float> logits, double place)
    {
        float greatest = logits[ForwardPass.Greatest(logits)];
        double total = 0;
        foreach (float logit in logits)
            total += Math.Exp(logit - greatest);
        double sum = 0;
        for (int i = 0; i < logits.Length - 1; i++)
        {
            sum += Math.Exp(logits[i] - greatest);
            if (place * total < sum)
                return i;
        }
        return logits.Length - 1;
    }

    private static float[] Host(Tensor values)
    {
        using var host = values.cpu();
        using var read = host.data<float>();
        return read.ToArray();
    }
}
