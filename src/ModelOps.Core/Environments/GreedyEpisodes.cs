namespace ModelOps.Core;

/// <summary>Plays whole episodes with the action of the greatest output, several at a time.</summary>
public static class GreedyEpisodes
{
    /// <summary>How many are played at a time: a bounded part of the caches, and few calls.</summary>
    private const int AtOnce = 16;

    /// <summary>Plays episodes and returns them in their order; null where <paramref name="leave"/> said so before their end.</summary>
    /// <param name="network">The network, with its weights.</param>
    /// <param name="environment">Name of the environment.</param>
    /// <param name="episodes">How many.</param>
    /// <param name="seed">Episode n begins at a state drawn from (seed, n).</param>
    /// <param name="leave">Asked between steps.</param>
    public static IReadOnlyList<FinishedEpisode>? Play(
        ForwardPass network, string environment, int episodes, long seed, Func<bool>? leave = null)
    {
        var finished = new FinishedEpisode[episodes];
        for (int first = 0; first < episodes; first += AtOnce)
        {
            if (!Play(network, environment, finished.AsSpan(first, Math.Min(AtOnce, episodes - first)), first, seed, leave))
                return null;
        }
        return finished;
    }

    private static bool Play(
        ForwardPass network, string environment, Span<FinishedEpisode> finished, int first, long seed, Func<bool>? leave)
    {
        var playing = new List<(SimulatedEnvironment World, int Index)>();
        for (int i = 0; i < finished.Length; i++)
        {
            var world = EnvironmentCatalog.Create(environment);
            world.Reset(new RandomSequence(seed, first + i));
            playing.Add((world, i));
        }
        var returns = new double[finished.Length];
        var observations = new float[finished.Length * network.Inputs];
        while (playing.Count > 0)
        {
            if (leave?.Invoke() == true)
                return false;
            for (int row = 0; row < playing.Count; row++)
                playing[row].World.Observe(observations.AsSpan(row * network.Inputs, network.Inputs));
            var outputs = network.Run(observations, playing.Count);
            for (int row = playing.Count - 1; row >= 0; row--)
            {
                var (world, index) = playing[row];
                var step = world.Step(ForwardPass.Greatest(outputs.Slice(row * network.Outputs, network.Outputs)));
                returns[index] += step.Reward;
                if (!step.IsEnd)
                    continue;
                finished[index] = new FinishedEpisode(returns[index], world.Steps);
                playing.RemoveAt(row);
            }
        }
        return true;
    }
}
