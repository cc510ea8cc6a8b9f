using ModelOps.Core;

namespace ModelOps.Training.Tests;

/// <summary>Learning rates are those of PyTorch's schedulers.</summary>
public sealed class ScheduleReferenceTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void OneCycle(int index)
    {
        var known = PyTorch.Numbers.GetProperty("one_cycle")[index];
        var settings = new ScheduleSettings
        {
            Name = "one_cycle", PeakAt = known.Double("peak_at"), StartShare = known.Double("start_share"), FinalShare = known.Double("final_share"),
        };
        int total = known.Int("total");
        var schedule = new LearningRateSchedule(settings, known.Double("lr"), total, 10);
        PyTorch.Close(known.Doubles("rates"), [.. Enumerable.Range(0, total).Select(i => schedule.At(i))], 1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Step(int index)
    {
        var known = PyTorch.Numbers.GetProperty("step")[index];
        var settings = new ScheduleSettings { Name = "step", EveryEpochs = known.Int("size"), Factor = known.Double("gamma") };
        double[] rates = known.Doubles("rates");
        const int perEpoch = 7;
        var schedule = new LearningRateSchedule(settings, known.Double("lr"), rates.Length * perEpoch, perEpoch);
        for (int i = 0; i < rates.Length * perEpoch; i++)
            Assert.Equal(rates[i / perEpoch], schedule.At(i), 1e-15);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Plateau(int index)
    {
        var known = PyTorch.Numbers.GetProperty("plateau")[index];
        var settings = new ScheduleSettings
        {
            Name = "plateau", Metric = known.GetProperty("mode").GetString() == "min" ? "validation_loss" : "validation_accuracy",
            Patience = known.Int("patience"), Threshold = known.Double("threshold"), Cooldown = known.Int("cooldown"), Factor = known.Double("factor"),
            FinalShare = known.Double("min_share"),
        };
        var schedule = new LearningRateSchedule(settings, known.Double("lr"), 1000, 10);
        var state = PlateauState.Start;
        var rates = new List<double>();
        foreach (double value in known.Doubles("values"))
        {
            state = state.After(settings, value);
            rates.Add(schedule.At(500, state.Scale));
        }
        PyTorch.Close(known.Doubles("rates"), rates, 1e-12);
        Assert.True(rates.Distinct().Count() > 2);
    }

    [Fact]
    public void WarmUpRisesBeforeTheOthers()
    {
        foreach (string name in new[] { "step", "plateau" })
        {
            var schedule = new LearningRateSchedule(
                new ScheduleSettings { Name = name, WarmupSteps = 4, EveryEpochs = 1, Factor = 0.5 }, 1, 100, 10);
            Assert.Equal([0.25, 0.5, 0.75, 1, 1], Enumerable.Range(0, 5).Select(i => schedule.At(i)));
        }
    }
}
