namespace ModelOps.Core;

/// <summary>
/// How the learning rate goes: constant, cosine, one_cycle, step or plateau. A key of another schedule keeps its default.
/// </summary>
public sealed record ScheduleSettings
{
    public string Name { get; init; } = "constant";
    /// <summary>Steps of a linear rise to optimizer.lr; one_cycle has a rise of its own.</summary>
    public int WarmupSteps { get; init; }
    /// <summary>Where the learning rate ends (cosine, one_cycle), or its least (plateau), as a share of optimizer.lr.</summary>
    public double FinalShare { get; init; }
    /// <summary>one_cycle: where it begins, as a share of optimizer.lr.</summary>
    public double StartShare { get; init; } = 0.04;
    /// <summary>one_cycle: share of all steps after which optimizer.lr is reached.</summary>
    public double PeakAt { get; init; } = 0.3;
    /// <summary>step: epochs from one drop to the next.</summary>
    public int EveryEpochs { get; init; } = 10;
    /// <summary>step and plateau: what a drop multiplies with.</summary>
    public double Factor { get; init; } = 0.1;
    /// <summary>plateau: what must get better.</summary>
    public string Metric { get; init; } = "validation_loss";
    /// <summary>plateau: epochs without improvement that are let pass; the one after them brings a drop.</summary>
    public int Patience { get; init; } = 10;
    /// <summary>plateau: share of the best value by which a better one must differ.</summary>
    public double Threshold { get; init; } = 1e-4;
    /// <summary>plateau: epochs after a drop in which none is counted.</summary>
    public int Cooldown { get; init; }
}
