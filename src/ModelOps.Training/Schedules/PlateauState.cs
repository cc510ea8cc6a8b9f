using ModelOps.Core;

namespace ModelOps.Training;

/// <summary>
/// What the schedule plateau remembers from epoch to epoch; part of the checkpoint. The rules are those of
/// torch.optim.lr_scheduler.ReduceLROnPlateau (threshold_mode "rel", eps 0).
/// </summary>
/// <param name="Best">Best value of the metric so far.</param>
/// <param name="BadEpochs">Epochs without improvement that count.</param>
/// <param name="Cooldown">Epochs still to come in which none counts.</param>
/// <param name="Scale">What the learning rate is multiplied with.</param>
public sealed record PlateauState(double? Best, int BadEpochs, int Cooldown, double Scale)
{
    /// <summary>Before the first epoch.</summary>
    public static PlateauState Start { get; } = new(null, 0, 0, 1);

    /// <summary>After one more epoch with this value of the metric.</summary>
    public PlateauState After(ScheduleSettings settings, double value)
    {
        bool better = IsBetter(settings, value);
        var next = this with { Best = better ? value : Best, BadEpochs = better ? 0 : BadEpochs + 1 };
        if (next.Cooldown > 0)
            next = next with { Cooldown = next.Cooldown - 1, BadEpochs = 0 };
        return next.BadEpochs > settings.Patience
            ? next with { Scale = Math.Max(Scale * settings.Factor, settings.FinalShare), Cooldown = settings.Cooldown, BadEpochs = 0 }
            : next;
    }

    private bool IsBetter(ScheduleSettings settings, double value) => Best is not { } best
        || (settings.Metric.EndsWith("loss", StringComparison.Ordinal) ? value < best * (1 - settings.Threshold) : value > best * (1 + settings.Threshold));
}
