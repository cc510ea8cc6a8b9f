namespace ModelOps.Core;

/// <summary>What is minimised besides the plain loss of the task; both keys are for classes.</summary>
public sealed record LossSettings
{
    /// <summary>Share of the target that is spread evenly over all classes (Szegedy et al. 2016).</summary>
    public double LabelSmoothing { get; init; }
    /// <summary>Weight of each class in its order; null: all alike, or as <see cref="Balanced"/> says.</summary>
    public IReadOnlyList<double>? ClassWeights { get; init; }
    /// <summary>Each class weighs samples / (classes × samples of the class) of the training part, so that all count alike.</summary>
    public bool Balanced { get; init; }
}
