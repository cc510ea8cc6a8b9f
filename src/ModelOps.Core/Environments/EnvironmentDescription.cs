namespace ModelOps.Core;

/// <summary>What an environment is: what an agent sees of it and can do in it.</summary>
public sealed record EnvironmentDescription
{
    /// <summary>Its name in a profile: cartpole.</summary>
    public required string Name { get; init; }
    /// <summary>Changes when the dynamics do: a checkpoint of another version can't be resumed.</summary>
    public required int Version { get; init; }
    /// <summary>What each number of an observation is, in order.</summary>
    public required IReadOnlyList<string> Observations { get; init; }
    /// <summary>What each action does, in the order of their numbers.</summary>
    public required IReadOnlyList<string> Actions { get; init; }
    /// <summary>Steps after which an episode is cut off.</summary>
    public required int MaxSteps { get; init; }
    /// <summary>Mean return over 100 episodes at which it counts as solved.</summary>
    public required double SolvedAt { get; init; }
}
