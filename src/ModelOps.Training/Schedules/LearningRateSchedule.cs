using ModelOps.Core;

namespace ModelOps.Training;

/// <summary>
/// The learning rate of each step: a pure function of the step's number, so that there is no state to save. A linear warm-up from
/// lr / warmup_steps to lr, then constant, or half a cosine down to lr × final_share at the end (SGDR, Loshchilov, Hutter 2017,
/// without restarts).
/// </summary>
public sealed class LearningRateSchedule(ScheduleSettings settings, double learningRate, long totalSteps)
{
    /// <summary>Learning rate of a step, counted from 0.</summary>
    public double At(long step)
    {
        if (step < settings.WarmupSteps)
            return learningRate * (step + 1) / settings.WarmupSteps;
        return settings.Name switch
        {
            "constant" => learningRate,
            "cosine" => learningRate * (settings.FinalShare + (1 - settings.FinalShare) * Cosine(step)),
            var name => throw Error.Of(ErrorKind.InvalidInput, "ScheduleUnknown", name),
        };
    }

    /// <summary>1 at the first step after the warm-up, 0 where the step after the last one would be.</summary>
    private double Cosine(long step)
    {
        long span = Math.Max(1, totalSteps - settings.WarmupSteps);
        return (1 + Math.Cos(Math.PI * Math.Min(1.0, (double)(step - settings.WarmupSteps) / span))) / 2;
    }
}
