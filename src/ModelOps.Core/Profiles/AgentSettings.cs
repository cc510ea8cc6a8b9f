namespace ModelOps.Core;

/// <summary>What an agent is trained in, and how: a profile's sections environment and algorithm.</summary>
public sealed record AgentSettings
{
    /// <summary>Name of the environment.</summary>
    public required string Environment { get; init; }
    /// <summary>Copies of the environment that take their steps together.</summary>
    public int Environments { get; init; } = 8;
    /// <summary>Environment steps of the whole training, over all copies.</summary>
    public int TotalSteps { get; init; } = 100_000;
    /// <summary>Environment steps between evaluations: an epoch of the training.</summary>
    public int EvaluateEvery { get; init; } = 5000;
    /// <summary>Episodes of an evaluation, each with the action of the greatest output.</summary>
    public int EvaluationEpisodes { get; init; } = 20;
    /// <summary>Mean return of an evaluation at which the training ends; null: it takes all its steps.</summary>
    public double? StopAt { get; init; }
    /// <summary>Discount of a reward one step ahead.</summary>
    public double Gamma { get; init; } = 0.99;
    /// <summary>Where the algorithm is dqn.</summary>
    public DqnSettings? Dqn { get; init; }
    /// <summary>Where the algorithm is ppo.</summary>
    public PpoSettings? Ppo { get; init; }

    /// <summary>dqn or ppo.</summary>
    public string Algorithm => Dqn is null ? "ppo" : "dqn";
    /// <summary>Evaluations of the whole training; the last one comes at its end.</summary>
    public int Epochs => (int)(((long)TotalSteps + EvaluateEvery - 1) / EvaluateEvery);
}

/// <summary>Deep Q-learning.</summary>
public sealed record DqnSettings
{
    /// <summary>Transitions that the replay buffer holds.</summary>
    public int Buffer { get; init; } = 50_000;
    /// <summary>Steps with random actions before the first update.</summary>
    public int LearningStarts { get; init; } = 1000;
    /// <summary>Environment steps between rounds of updates.</summary>
    public int TrainEvery { get; init; } = 256;
    /// <summary>Updates in a round.</summary>
    public int Updates { get; init; } = 128;
    /// <summary>Updates between copies of the network to the target network.</summary>
    public int TargetEvery { get; init; } = 128;
    /// <summary>Share of random actions at the first step.</summary>
    public double EpsilonStart { get; init; } = 1;
    /// <summary>Share of random actions from <see cref="EpsilonSteps"/> on.</summary>
    public double EpsilonEnd { get; init; } = 0.05;
    /// <summary>Steps over which the share falls, in a straight line.</summary>
    public int EpsilonSteps { get; init; } = 10_000;
    /// <summary>The network chooses the next action, the target network values it.</summary>
    public bool Double { get; init; } = true;

    /// <summary>Share of random actions at a step, counted from 0.</summary>
    public double Epsilon(long step) => step < LearningStarts
        ? EpsilonStart
        : EpsilonStart + (EpsilonEnd - EpsilonStart) * Math.Min(1.0, (double)step / EpsilonSteps);
}

/// <summary>Proximal policy optimization.</summary>
public sealed record PpoSettings
{
    /// <summary>Steps of each environment between updates.</summary>
    public int Rollout { get; init; } = 32;
    /// <summary>Times that an update goes through what was collected.</summary>
    public int Passes { get; init; } = 10;
    /// <summary>Weight of later steps in the advantage estimate.</summary>
    public double GaeLambda { get; init; } = 0.95;
    /// <summary>How far the probability of an action may move in an update, as a share.</summary>
    public double Clip { get; init; } = 0.2;
    /// <summary>Weight of the policy's entropy.</summary>
    public double Entropy { get; init; }
    /// <summary>Weight of the value network's error.</summary>
    public double ValueWeight { get; init; } = 0.5;
}
