namespace ModelOps.Core;

/// <summary>Reads a profile's schedule. A key that the named schedule doesn't use must keep its default.</summary>
internal static class ScheduleReader
{
    /// <summary>Keys that only some schedules use, and which.</summary>
    private static readonly (string Key, Func<ScheduleSettings, object> Value, string[] Schedules)[] Uses =
    [
        ("warmup_steps", s => s.WarmupSteps, ["constant", "cosine", "step", "plateau"]),
        ("final_share", s => s.FinalShare, ["cosine", "one_cycle", "plateau"]),
        ("start_share", s => s.StartShare, ["one_cycle"]),
        ("peak_at", s => s.PeakAt, ["one_cycle"]),
        ("every_epochs", s => s.EveryEpochs, ["step"]),
        ("factor", s => s.Factor, ["step", "plateau"]),
        ("metric", s => s.Metric, ["plateau"]),
        ("patience", s => s.Patience, ["plateau"]),
        ("threshold", s => s.Threshold, ["plateau"]),
        ("cooldown", s => s.Cooldown, ["plateau"]),
    ];

    /// <param name="schedule">The section.</param>
    /// <param name="plateau">False where there is no plateau: an agent's evaluations are too uneven for it.</param>
    public static ScheduleSettings Read(MapReader schedule, bool plateau = true)
    {
        var byDefault = new ScheduleSettings();
        var settings = new ScheduleSettings
        {
            Name = schedule.Word(
                "name", byDefault.Name, plateau ? ProfileValues.Schedules : [.. ProfileValues.Schedules.Where(s => s != "plateau")]),
            WarmupSteps = schedule.Integer("warmup_steps", byDefault.WarmupSteps, 0),
            FinalShare = schedule.Number("final_share", byDefault.FinalShare, NumberRange.Between(0, 1)),
            StartShare = schedule.Number("start_share", byDefault.StartShare, NumberRange.Between(0, 1)),
            PeakAt = schedule.Number("peak_at", byDefault.PeakAt, NumberRange.Within(0, 1)),
            EveryEpochs = schedule.Integer("every_epochs", byDefault.EveryEpochs, 1),
            Factor = schedule.Number("factor", byDefault.Factor, NumberRange.Within(0, 1)),
        };
        if (plateau)
            settings = Plateau(schedule, settings);
        foreach (var (key, value, schedules) in Uses)
        {
            if (!schedules.Contains(settings.Name) && !value(settings).Equals(value(byDefault)))
                schedule.Problem(key, $"is for {string.Join(", ", schedules)}; the schedule is {settings.Name}");
        }
        schedule.Done();
        return settings;
    }

    private static ScheduleSettings Plateau(MapReader schedule, ScheduleSettings settings)
    {
        var byDefault = new ScheduleSettings();
        return settings with
        {
            Metric = schedule.Word("metric", byDefault.Metric, ProfileValues.Metrics),
            Patience = schedule.Integer("patience", byDefault.Patience, 0),
            Threshold = schedule.Number("threshold", byDefault.Threshold, NumberRange.Below(0, 1)),
            Cooldown = schedule.Integer("cooldown", byDefault.Cooldown, 0),
        };
    }
}
