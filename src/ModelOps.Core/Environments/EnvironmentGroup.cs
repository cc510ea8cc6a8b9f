namespace ModelOps.Core;

/// <summary>Copies of an environment that take their steps together; one whose episode ends begins the next at once.</summary>
/// <remarks>Episode n of copy k begins at a state drawn from (seed, k, n), so that there is no generator whose state would have to be
/// kept.</remarks>
public sealed class EnvironmentGroup
{
    /// <summary>Episodes that the means are over.</summary>
    public const int RecentEpisodes = 100;
    private readonly SimulatedEnvironment[] environments;
    private readonly long seed;
    private readonly long[] episodes;
    private readonly double[] returns;
    private readonly List<FinishedEpisode> recent = [];

    /// <param name="name">Name of the environment.</param>
    /// <param name="count">How many copies.</param>
    /// <param name="seed">What start states are drawn from.</param>
    public EnvironmentGroup(string name, int count, long seed)
    {
        this.seed = seed;
        environments = [.. Enumerable.Range(0, count).Select(_ => EnvironmentCatalog.Create(name))];
        episodes = new long[count];
        returns = new double[count];
        Steps = new EnvironmentStep[count];
        Observations = new float[count * Width];
        Arrivals = new float[count * Width];
        for (int i = 0; i < count; i++)
            Begin(i);
    }

    public EnvironmentDescription Description => environments[0].Description;
    public int Count => environments.Length;
    /// <summary>Numbers of an observation.</summary>
    public int Width => Description.Observations.Count;
    /// <summary>What the next actions are chosen by: [count, width].</summary>
    public float[] Observations { get; }
    /// <summary>Where the last step led to, before any reset: [count, width].</summary>
    public float[] Arrivals { get; }
    /// <summary>What the last step brought each copy.</summary>
    public EnvironmentStep[] Steps { get; }
    /// <summary>Episodes that have ended, over all copies.</summary>
    public long Finished { get; private set; }
    /// <summary>Mean return of the last episodes; null before the first has ended.</summary>
    public double? MeanReturn => recent.Count > 0 ? recent.Average(e => e.Return) : null;
    /// <summary>Mean length of the last episodes; null before the first has ended.</summary>
    public double? MeanLength => recent.Count > 0 ? recent.Average(e => e.Length) : null;

    /// <summary>Takes a step in each copy.</summary>
    /// <param name="actions">An action for each.</param>
    public void Step(ReadOnlySpan<int> actions)
    {
        for (int i = 0; i < environments.Length; i++)
        {
            Steps[i] = environments[i].Step(actions[i]);
            returns[i] += Steps[i].Reward;
            environments[i].Observe(Arrivals.AsSpan(i * Width, Width));
            if (Steps[i].IsEnd)
            {
                Finish(new FinishedEpisode(returns[i], environments[i].Steps));
                episodes[i]++;
                Begin(i);
            }
            else
            {
                Arrivals.AsSpan(i * Width, Width).CopyTo(Observations.AsSpan(i * Width, Width));
            }
        }
    }

    /// <summary>All that it takes to go on from here.</summary>
    public EnvironmentGroupState Save() => new(
        [.. environments.Select((e, i) => new EnvironmentState([.. e.State], e.Steps, episodes[i], returns[i]))], [.. recent], Finished);

    /// <summary>Goes to what was saved.</summary>
    public void Restore(EnvironmentGroupState state)
    {
        if (state.Environments.Count != Count)
            throw new ArgumentException($"The state is of {state.Environments.Count} environments, not of {Count}.", nameof(state));
        for (int i = 0; i < Count; i++)
        {
            var saved = state.Environments[i];
            environments[i].Restore([.. saved.State], saved.Steps);
            (episodes[i], returns[i]) = (saved.Episode, saved.Return);
            environments[i].Observe(Observations.AsSpan(i * Width, Width));
        }
        recent.Clear();
        recent.AddRange(state.Recent);
        Finished = state.Finished;
    }

    private void Begin(int index)
    {
        environments[index].Reset(new RandomSequence(RandomSequence.Seed(seed, index), episodes[index]));
        returns[index] = 0;
        environments[index].Observe(Observations.AsSpan(index * Width, Width));
    }

    private void Finish(FinishedEpisode episode)
    {
        if (recent.Count == RecentEpisodes)
            recent.RemoveAt(0);
        recent.Add(episode);
        Finished++;
    }
}

/// <summary>An episode that has come to its end.</summary>
/// <param name="Return">Sum of its rewards.</param>
/// <param name="Length">Its steps.</param>
public sealed record FinishedEpisode(double Return, int Length);

/// <summary>One copy of an environment in the middle of an episode.</summary>
/// <param name="State">Its state.</param>
/// <param name="Steps">Steps taken in this episode.</param>
/// <param name="Episode">Episodes before this one.</param>
/// <param name="Return">Sum of the rewards in this episode.</param>
public sealed record EnvironmentState(IReadOnlyList<double> State, int Steps, long Episode, double Return);

/// <summary>A group of environments in the middle of their episodes.</summary>
/// <param name="Environments">Each copy.</param>
/// <param name="Recent">The last episodes that ended, oldest first.</param>
/// <param name="Finished">Episodes that have ended.</param>
public sealed record EnvironmentGroupState(
    IReadOnlyList<EnvironmentState> Environments, IReadOnlyList<FinishedEpisode> Recent, long Finished);
