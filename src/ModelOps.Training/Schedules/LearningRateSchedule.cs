using ModelOps.Core;

namespace ModelOps.Training;

/// <summary>
/// The learning rate of each step: a function of the step's number, of the number of all steps, and, for plateau alone, of what
/// <see cref="PlateauState"/> keeps. A linear warm-up multiplies the first steps of every schedule but one_cycle's, which has its own.
/// </summary>
/// <param name="settings">The profile's schedule.</param>
/// <param name="learningRate">optimizer.lr.</param>
/// <param name="totalSteps">Steps of all epochs: where cosine and one_cycle end.</param>
/// <param name="stepsPerEpoch">Steps of an epoch: what the schedule step counts by.</param>
public sealed class LearningRateSchedule(ScheduleSettings settings, double learningRate, long totalSteps, long stepsPerEpoch)
{
    /// <summary>Learning rate of a step, counted from 0; <paramref name="scale"/> is the plateau's share of it.</summary>
    public double At(long step, double scale = 1) => settings.Name switch
    {
        "constant" => learningRate * WarmUp(step),
        "cosine" when step < settings.WarmupSteps => learningRate * WarmUp(step),
        "cosine" => learningRate * (settings.FinalShare + (1 - settings.FinalShare) * Cosine(step)),
        "one_cycle" => learningRate * OneCycle(step),
        "step" => learningRate * WarmUp(step) * Math.Pow(settings.Factor, step / stepsPerEpoch / settings.EveryEpochs),
        "plateau" => learningRate * WarmUp(step) * scale,
        var name => throw Error.Of(ErrorKind.InvalidInput, "ScheduleUnknown", name),
    };

    private double WarmUp(long step) => step < settings.WarmupSteps ? (double)(step + 1) / settings.WarmupSteps : 1;

    /// <summary>
    /// Half a cosine (SGDR, Loshchilov, Hutter 2017, without restarts): 1 at the first step after the warm-up, 0 where the step after the
    /// last one would be.
    /// </summary>
    private double Cosine(long step)
    {
        long span = Math.Max(1, totalSteps - settings.WarmupSteps);
        return (1 + Math.Cos(Math.PI * Math.Min(1.0, (double)(step - settings.WarmupSteps) / span))) / 2;
    }

    /// <summary>
    /// One rise and one fall along half cosines (Smith, Topin 2018), in two phases as torch.optim.lr_scheduler.OneCycleLR with
    /// anneal_strategy "cos", div_factor 1 / start_share and final_div_factor start_share / final_share; the momentum stays as it is.
    /// </summary>
    private double OneCycle(long step)
    {
        double peak = settings.PeakAt * totalSteps - 1;
        double last = totalSteps - 1;
        if (step <= peak && peak > 0)
            return Between(settings.StartShare, 1, step / peak);
        return Between(1, settings.FinalShare, last > Math.Max(0, peak) ? Math.Min(1, (step - peak) / (last - peak)) : 1);
    }

    /// <summary>From a start to an end along half a cosine; <paramref name="part"/> is 0 to 1.</summary>
    private static double Between(double start, double end, double part) => end + (start - end) / 2 * (Math.Cos(Math.PI * part) + 1);
}
