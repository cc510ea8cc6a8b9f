using ModelOps.Core;

namespace ModelOps.Training;

/// <summary>Transitions drawn from a buffer: one row each.</summary>
/// <param name="Observations">What was seen: [count, width].</param>
/// <param name="Actions">What was done.</param>
/// <param name="Rewards">What it brought.</param>
/// <param name="GoesOn">1, or 0 where the episode came to an end of its own.</param>
/// <param name="Arrivals">What was seen then: [count, width].</param>
public sealed record Transitions(float[] Observations, long[] Actions, float[] Rewards, float[] GoesOn, float[] Arrivals);

/// <summary>The newest transitions up to a number; further ones take the place of the oldest.</summary>
/// <param name="capacity">How many it holds.</param>
/// <param name="width">Numbers of an observation.</param>
public sealed class ReplayBuffer(int capacity, int width)
{
    private float[] observations = [];
    private float[] arrivals = [];
    private long[] actions = [];
    private float[] rewards = [];
    private float[] goesOn = [];
    private int next;

    /// <summary>Transitions in it.</summary>
    public int Count { get; private set; }

    public void Add(ReadOnlySpan<float> observation, int action, EnvironmentStep step, ReadOnlySpan<float> arrival)
    {
        if (next == actions.Length)
            Grow(Math.Min(capacity, Math.Max(1024, 2 * next)));
        observation.CopyTo(observations.AsSpan(next * width, width));
        arrival.CopyTo(arrivals.AsSpan(next * width, width));
        actions[next] = action;
        rewards[next] = (float)step.Reward;
        goesOn[next] = step.Terminated ? 0 : 1;
        Count = Math.Max(Count, next + 1);
        next = next + 1 == capacity ? 0 : next + 1;
    }

    /// <summary>Draws transitions, each equally likely; one may come several times.</summary>
    public Transitions Draw(RandomSequence random, int count)
    {
        var drawn = new Transitions(
            new float[count * width], new long[count], new float[count], new float[count], new float[count * width]);
        for (int i = 0; i < count; i++)
        {
            int from = (int)random.Below(Count);
            observations.AsSpan(from * width, width).CopyTo(drawn.Observations.AsSpan(i * width));
            arrivals.AsSpan(from * width, width).CopyTo(drawn.Arrivals.AsSpan(i * width));
            drawn.Actions[i] = actions[from];
            drawn.Rewards[i] = rewards[from];
            drawn.GoesOn[i] = goesOn[from];
        }
        return drawn;
    }

    /// <summary>What is in it, and the place of the next one, as tensors of a file.</summary>
    public IReadOnlyList<TensorSource> Save() =>
    [
        TensorSource.Of<float>("observations", "F32", [Count, width], observations.AsMemory(0, Count * width)),
        TensorSource.Of<float>("arrivals", "F32", [Count, width], arrivals.AsMemory(0, Count * width)),
        TensorSource.Of<long>("actions", "I64", [Count], actions.AsMemory(0, Count)),
        TensorSource.Of<float>("rewards", "F32", [Count], rewards.AsMemory(0, Count)),
        TensorSource.Of<float>("goes_on", "F32", [Count], goesOn.AsMemory(0, Count)),
        TensorSource.Of<long>("next", "I64", [1], new long[] { next }),
    ];

    /// <summary>Goes to what was saved.</summary>
    public void Load(string path)
    {
        using var file = SafetensorsFile.Open(path);
        Count = checked((int)file.Tensor("actions").Shape[0]);
        Grow(Count);
        file.Read<float>("observations", observations.AsSpan(0, Count * width));
        file.Read<float>("arrivals", arrivals.AsSpan(0, Count * width));
        file.Read<long>("actions", actions.AsSpan(0, Count));
        file.Read<float>("rewards", rewards.AsSpan(0, Count));
        file.Read<float>("goes_on", goesOn.AsSpan(0, Count));
        var place = new long[1];
        file.Read<long>("next", place);
        next = (int)place[0];
    }

    private void Grow(int size)
    {
        Array.Resize(ref observations, size * width);
        Array.Resize(ref arrivals, size * width);
        Array.Resize(ref actions, size);
        Array.Resize(ref rewards, size);
        Array.Resize(ref goesOn, size);
    }
}
