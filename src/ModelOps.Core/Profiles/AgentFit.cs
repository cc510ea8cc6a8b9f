namespace ModelOps.Core;

/// <summary>How a profile meets its environment.</summary>
internal static class AgentFit
{
    /// <summary>Reports what doesn't fit; returns the network where it does.</summary>
    public static NetworkPlan? Check(TrainingProfile profile, AgentSettings agent, Action<string, string> problem)
    {
        var environment = EnvironmentCatalog.AsDataset(agent.Environment);
        if (agent.Dqn is { } dqn)
        {
            if (profile.Batch > dqn.Buffer)
                problem("batch", $"must be at most {dqn.Buffer}, the transitions of algorithm.buffer; not {profile.Batch}");
            if (profile.Batch > dqn.LearningStarts)
                problem(
                    "algorithm.learning_starts", $"must be at least {profile.Batch}, the transitions of a batch; not {dqn.LearningStarts}");
        }
        else if (agent.Ppo is { } ppo && profile.Batch > (long)ppo.Rollout * agent.Environments)
        {
            problem("batch", $"must be at most {(long)ppo.Rollout * agent.Environments}, the steps of a rollout over all environments; not {profile.Batch}");
        }
        try
        {
            var plan = ProfileFit.Plan(profile, environment);
            if (plan.Layers.FirstOrDefault(l => !ForwardPass.Takes(l.Layer)) is not { } stranger)
                return plan;
            problem(
                "network", $"an agent's network has linear layers with relu, tanh or sigmoid between them; '{stranger.Name}' is another");
        }
        catch (ModelOpsException e) when (e.Kind == ErrorKind.InvalidInput)
        {
            problem("network", e.Message);
        }
        return null;
    }
}
