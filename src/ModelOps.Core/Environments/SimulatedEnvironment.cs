namespace ModelOps.Core;

/// <summary>What a step brought.</summary>
/// <param name="Reward">Its reward.</param>
/// <param name="Terminated">The episode came to an end of its own: there is no next state whose value counts.</param>
/// <param name="Truncated">The episode was cut off at its greatest length; the state goes on to have a value.</param>
public readonly record struct EnvironmentStep(double Reward, bool Terminated, bool Truncated)
{
    /// <summary>True where the environment must be reset before the next step.</summary>
    public bool IsEnd => Terminated || Truncated;
}

/// <summary>
/// A simulated world that an agent acts in. All it is lies in <see cref="State"/> and <see cref="Steps"/>: with both restored it goes on
/// bit by bit as it would have. Random numbers are drawn at a reset alone.
/// </summary>
public abstract class SimulatedEnvironment
{
    private readonly double[] state;

    protected SimulatedEnvironment(EnvironmentDescription description, int stateSize)
    {
        Description = description;
        state = new double[stateSize];
    }

    public EnvironmentDescription Description { get; }

    /// <summary>Steps taken in this episode.</summary>
    public int Steps { get; private set; }

    /// <summary>The numbers that the dynamics work on.</summary>
    public ReadOnlySpan<double> State => state;

    /// <summary>Begins an episode at a state drawn from <paramref name="random"/>.</summary>
    public void Reset(RandomSequence random)
    {
        Steps = 0;
        Begin(state, random);
    }

    /// <summary>Goes to a state that an environment of this kind was in.</summary>
    public void Restore(ReadOnlySpan<double> values, int steps)
    {
        if (values.Length != state.Length)
            throw new ArgumentException($"A state of {Description.Name} has {state.Length} numbers, not {values.Length}.", nameof(values));
        values.CopyTo(state);
        Steps = steps;
    }

    /// <summary>Takes a step with an action, counted from 0.</summary>
    public EnvironmentStep Step(int action)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(action);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(action, Description.Actions.Count);
        var (reward, terminated) = Move(state, action);
        Steps++;
        return new EnvironmentStep(reward, terminated, Steps >= Description.MaxSteps);
    }

    /// <summary>Writes what an agent sees: as many numbers as the description has observations.</summary>
    public abstract void Observe(Span<float> observation);

    protected abstract void Begin(Span<double> values, RandomSequence random);

    protected abstract (double Reward, bool Terminated) Move(Span<double> values, int action);
}
