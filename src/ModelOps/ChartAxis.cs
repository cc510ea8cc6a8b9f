namespace ModelOps;

/// <summary>What a chart of a training counts from left to right.</summary>
public enum ChartAxis
{
    /// <summary>Optimizer steps.</summary>
    Step,
    /// <summary>Epochs; a step in the middle of one lies between two whole numbers.</summary>
    Epoch,
    /// <summary>Time since the run's first step, pauses included.</summary>
    Time,
}
