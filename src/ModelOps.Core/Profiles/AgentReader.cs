namespace ModelOps.Core;

/// <summary>Reads what a profile says of an agent: the sections environment and algorithm.</summary>
internal static class AgentReader
{
    public const string Environment = "environment";
    public const string Algorithm = "algorithm";
    private const string Required = "required";

    /// <summary>Null where the profile has neither section: it trains on a dataset.</summary>
    public static AgentSettings? Read(MapReader root)
    {
        var environment = root.Map(Environment);
        var algorithm = root.Map(Algorithm);
        if (!root.Has(Environment) && !root.Has(Algorithm))
            return null;
        root.Refuse("data", "is for a profile that trains on a dataset; this one trains an agent");
        root.Refuse("loss", "is for a profile that trains on a dataset; this one trains an agent");
        root.Refuse("accumulate", "is for a profile that trains on a dataset; this one trains an agent");
        root.Refuse("epochs", "is for a profile that trains on a dataset; an agent has algorithm.total_steps and algorithm.evaluate_every");
        root.Refuse("early_stopping", "is for a profile that trains on a dataset; an agent has algorithm.stop_at");

        var byDefault = new AgentSettings { Environment = "" };
        var settings = byDefault with
        {
            Environment = Name(environment, EnvironmentCatalog.Names) ?? EnvironmentCatalog.Names[0],
            Environments = environment.Integer("count", byDefault.Environments, 1, ProfileValues.MaxEnvironments),
        };
        environment.Done();
        if (Name(algorithm, ProfileValues.Algorithms) is not { } name)
            return settings; // without an algorithm there is no saying which of the other keys are right
        settings = settings with
        {
            TotalSteps = algorithm.Integer("total_steps", byDefault.TotalSteps, 1),
            EvaluateEvery = algorithm.Integer("evaluate_every", byDefault.EvaluateEvery, 1),
            EvaluationEpisodes = algorithm.Integer("evaluation_episodes", byDefault.EvaluationEpisodes, 1),
            StopAt = algorithm.OptionalNumber("stop_at", NumberRange.AtLeast(-double.MaxValue)),
            Gamma = algorithm.Number("gamma", byDefault.Gamma, NumberRange.Between(0, 1)),
            Dqn = name == "dqn" ? Dqn(algorithm) : null,
            Ppo = name == "ppo" ? Ppo(algorithm) : null,
        };
        algorithm.Done();
        return settings;
    }

    private static string? Name(MapReader section, IReadOnlyList<string> allowed)
    {
        var name = section.Word("name", Required, allowed);
        if (!section.Has("name"))
            section.Problem("name", $"is missing: give {string.Join(" or ", allowed)}");
        return name == Required ? null : name;
    }

    private static DqnSettings Dqn(MapReader algorithm)
    {
        var byDefault = new DqnSettings();
        return new DqnSettings
        {
            Buffer = algorithm.Integer("buffer", byDefault.Buffer, 1, ProfileValues.MaxTransitions),
            LearningStarts = algorithm.Integer("learning_starts", byDefault.LearningStarts, 1),
            TrainEvery = algorithm.Integer("train_every", byDefault.TrainEvery, 1),
            Updates = algorithm.Integer("updates", byDefault.Updates, 1),
            TargetEvery = algorithm.Integer("target_every", byDefault.TargetEvery, 1),
            EpsilonStart = algorithm.Number("epsilon_start", byDefault.EpsilonStart, NumberRange.Between(0, 1)),
            EpsilonEnd = algorithm.Number("epsilon_end", byDefault.EpsilonEnd, NumberRange.Between(0, 1)),
            EpsilonSteps = algorithm.Integer("epsilon_steps", byDefault.EpsilonSteps, 1),
            Double = algorithm.Boolean("double", byDefault.Double),
        };
    }

    private static PpoSettings Ppo(MapReader algorithm)
    {
        var byDefault = new PpoSettings();
        return new PpoSettings
        {
            Rollout = algorithm.Integer("rollout", byDefault.Rollout, 1, ProfileValues.MaxTransitions),
            Passes = algorithm.Integer("passes", byDefault.Passes, 1),
            GaeLambda = algorithm.Number("gae_lambda", byDefault.GaeLambda, NumberRange.Between(0, 1)),
            Clip = algorithm.Number("clip", byDefault.Clip, NumberRange.Above(0)),
            Entropy = algorithm.Number("entropy", byDefault.Entropy, NumberRange.AtLeast(0)),
            ValueWeight = algorithm.Number("value_weight", byDefault.ValueWeight, NumberRange.AtLeast(0)),
        };
    }
}
