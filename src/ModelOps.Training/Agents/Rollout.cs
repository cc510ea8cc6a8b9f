using ModelOps.Core;

namespace ModelOps.Training;

/// <summary>What a number of environments went through in as many steps: row step × environments + environment.</summary>
/// <param name="steps">Steps of each environment.</param>
/// <param name="environments">How many environments.</param>
/// <param name="width">Numbers of an observation.</param>
public sealed class Rollout(int steps, int environments, int width)
{
    private readonly long[] taken = new long[1];

    /// <summary>Rows: steps × environments.</summary>
    public int Rows { get; } = steps * environments;
    public float[] Observations { get; } = new float[steps * environments * width];
    /// <summary>Where each step led to, before any reset.</summary>
    public float[] Arrivals { get; } = new float[steps * environments * width];
    public long[] Actions { get; } = new long[steps * environments];
    public float[] Rewards { get; } = new float[steps * environments];
    /// <summary>0 where the episode came to an end of its own, else 1.</summary>
    public float[] GoesOn { get; } = new float[steps * environments];
    /// <summary>0 where the episode ended or was cut off, else 1.</summary>
    public float[] Continues { get; } = new float[steps * environments];

    public bool IsFull => taken[0] == steps;

    public void Clear() => taken[0] = 0;

    public void Add(ReadOnlySpan<float> before, ReadOnlySpan<int> actions, EnvironmentGroup group)
    {
        int row = (int)taken[0]++ * environments;
        before.CopyTo(Observations.AsSpan(row * width));
        group.Arrivals.CopyTo(Arrivals.AsSpan(row * width));
        for (int i = 0; i < environments; i++)
        {
            Actions[row + i] = actions[i];
            Rewards[row + i] = (float)group.Steps[i].Reward;
            GoesOn[row + i] = group.Steps[i].Terminated ? 0 : 1;
            Continues[row + i] = group.Steps[i].IsEnd ? 0 : 1;
        }
    }

    /// <summary>
    /// Generalized advantage estimation (Schulman et al.: High-dimensional continuous control using generalized advantage estimation,
    /// ICLR 2016): sums of (γλ)ᵏ δ, δ = reward + γ value of the arrival − value, over the steps of an episode.
    /// </summary>
    /// <param name="values">Value of each observation.</param>
    /// <param name="arrivalValues">Value of each arrival.</param>
    /// <param name="gamma">Discount γ.</param>
    /// <param name="lambda">Weight λ of later steps.</param>
    public float[] Advantages(ReadOnlySpan<float> values, ReadOnlySpan<float> arrivalValues, double gamma, double lambda)
    {
        var advantages = new float[Rows];
        for (int row = Rows - 1; row >= 0; row--)
        {
            double delta = Rewards[row] + gamma * GoesOn[row] * arrivalValues[row] - values[row];
            double later = row + environments < Rows ? advantages[row + environments] : 0;
            advantages[row] = (float)(delta + gamma * lambda * Continues[row] * later);
        }
        return advantages;
    }

    /// <summary>All of it as tensors of a file, with how many steps were taken.</summary>
    public IReadOnlyList<TensorSource> Save() =>
    [
        TensorSource.Of<float>("observations", "F32", [Rows, width], Observations),
        TensorSource.Of<float>("arrivals", "F32", [Rows, width], Arrivals),
        TensorSource.Of<long>("actions", "I64", [Rows], Actions),
        TensorSource.Of<float>("rewards", "F32", [Rows], Rewards),
        TensorSource.Of<float>("goes_on", "F32", [Rows], GoesOn),
        TensorSource.Of<float>("continues", "F32", [Rows], Continues),
        TensorSource.Of<long>("taken", "I64", [1], taken),
    ];

    /// <summary>Goes to what was saved.</summary>
    public void Load(string path)
    {
        using var file = SafetensorsFile.Open(path);
        file.Read<float>("observations", Observations);
        file.Read<float>("arrivals", Arrivals);
        file.Read<long>("actions", Actions);
        file.Read<float>("rewards", Rewards);
        file.Read<float>("goes_on", GoesOn);
        file.Read<float>("continues", Continues);
        file.Read<long>("taken", taken);
    }
}
