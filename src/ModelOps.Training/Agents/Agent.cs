using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>
/// What an algorithm of reinforcement learning is to the loop that runs it: it acts, remembers and learns. All random numbers are drawn
/// from (seed, purpose, step or update), so that its networks, its optimizer, its memory and the number of updates are all its state.
/// </summary>
public abstract class Agent : IDisposable
{
    private readonly ForwardPass acting;
    private Tensor? clippedNorm;

    /// <param name="profile">The profile, with its agent.</param>
    /// <param name="plan">Network from observations to actions.</param>
    /// <param name="device">Where it learns.</param>
    protected Agent(TrainingProfile profile, NetworkPlan plan, Device device)
    {
        Profile = profile;
        Settings = profile.Agent!;
        Device = device;
        manual_seed(profile.Seed);
        Policy = new PlanNetwork(plan, device);
        acting = new ForwardPass(plan);
    }

    /// <summary>The network that acts: what becomes the model.</summary>
    public PlanNetwork Policy { get; }
    public abstract Optimizer Optimizer { get; }
    /// <summary>Optimizer steps taken.</summary>
    public long Updates { get; protected set; }
    /// <summary>Loss of the last update, on the device; null before the first of this process.</summary>
    public Tensor? LastLoss { get; private set; }

    protected TrainingProfile Profile { get; }
    protected AgentSettings Settings { get; }
    protected Device Device { get; }

    /// <summary>The agent of a profile.</summary>
    public static Agent Create(TrainingProfile profile, NetworkPlan plan, Device device) =>
        profile.Agent!.Dqn is null ? new Ppo(profile, plan, device) : new Dqn(profile, plan, device);

    /// <summary>Chooses an action for each environment.</summary>
    /// <param name="environments">What it sees.</param>
    /// <param name="step">Environment steps taken before.</param>
    /// <param name="actions">Where the actions go.</param>
    public abstract void Act(EnvironmentGroup environments, long step, Span<int> actions);

    /// <summary>Takes note of a step.</summary>
    /// <param name="before">Observations that the actions were chosen by.</param>
    /// <param name="actions">The actions.</param>
    /// <param name="environments">What they brought.</param>
    public abstract void Remember(ReadOnlySpan<float> before, ReadOnlySpan<int> actions, EnvironmentGroup environments);

    /// <summary>True where updates are due after the steps from <paramref name="before"/> to <paramref name="now"/>.</summary>
    public abstract bool IsLearningDue(long before, long now);

    /// <summary>Takes the updates that are due.</summary>
    /// <param name="learningRate">Their learning rate.</param>
    public void Learn(double learningRate)
    {
        using (NewDisposeScope())
            Update(learningRate);
        Refresh();
    }

    /// <summary>
    /// L2 norm of the last update's gradients, before clipping; null before the first of this process. Waits for the device.
    /// </summary>
    public double? GradientNorm()
    {
        if (clippedNorm is not null)
            return clippedNorm.item<double>();
        if (LastLoss is null)
            return null;
        using var norm = Optimizer.GradientNorm(null);
        return norm.item<double>();
    }

    /// <summary>A metric that says how much it explores at a step.</summary>
    public abstract (string Name, double Value)? Exploration(long step);

    /// <summary>Files of a checkpoint besides the network's and the optimizer's.</summary>
    public abstract IReadOnlyList<(string Name, IReadOnlyList<TensorSource> Tensors)> Memory();

    /// <summary>Goes to what was saved; the network and the optimizer are there already.</summary>
    /// <param name="updates">Optimizer steps taken.</param>
    /// <param name="file">Path of a file by its name.</param>
    public void Restore(long updates, Func<string, string> file)
    {
        Updates = updates;
        Recall(file);
        Refresh();
    }

    /// <summary>The policy has the weights that the training begins with.</summary>
    public virtual void Begin() => Refresh();

    /// <summary>The acting network's weights are those of <see cref="Policy"/> from here on.</summary>
    public ForwardPass Refresh()
    {
        acting.Load((name, into) =>
        {
            using var host = Policy.Tensors[name].detach().cpu();
            using var values = host.data<float>();
            values.CopyTo(into);
        });
        return acting;
    }

    public virtual void Dispose()
    {
        LastLoss?.Dispose();
        clippedNorm?.Dispose();
        Policy.Dispose();
    }

    protected abstract void Update(double learningRate);

    protected abstract void Recall(Func<string, string> file);

    /// <summary>Outputs [environments, outputs] for what the environments show; overwritten by the next call.</summary>
    protected ReadOnlySpan<float> Outputs(EnvironmentGroup environments) => acting.Run(environments.Observations, environments.Count);

    /// <summary>Random numbers of a purpose, at one step or update.</summary>
    protected RandomSequence Random(RandomPurpose purpose, long at) => new(RandomPurposes.Seed(Profile.Seed, purpose), at);

    /// <summary>Takes one optimizer step down a loss; the gradients stay until the next one.</summary>
    protected void Descend(Tensor loss, double learningRate)
    {
        Optimizer.ClearGradients();
        loss.backward();
        if (Profile.Optimizer.ClipNorm is { } limit)
        {
            clippedNorm?.Dispose();
            clippedNorm = Optimizer.GradientNorm(limit).DetachFromDisposeScope();
        }
        Optimizer.Step(learningRate, ++Updates);
        LastLoss?.Dispose();
        LastLoss = loss.detach().DetachFromDisposeScope();
    }

    /// <summary>Values of a host as a tensor of the device.</summary>
    protected Tensor OnDevice(float[] values, params long[] shape) => Placed(tensor(values, shape));

    /// <inheritdoc cref="OnDevice(float[], long[])"/>
    protected Tensor OnDevice(long[] values, params long[] shape) => Placed(tensor(values, shape));

    private Tensor Placed(Tensor made) => Device.type == TorchSharp.DeviceType.CPU ? made : made.to(Device);
}

/// <summary>What random numbers of an agent's training are for: each has its own sequences.</summary>
public enum RandomPurpose
{
    Environments = 1,
    Actions,
    Batches,
    Evaluation,
}

internal static class RandomPurposes
{
    public static long Seed(long seed, RandomPurpose purpose) => RandomSequence.Seed(seed, (long)purpose);
}
