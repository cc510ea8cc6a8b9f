using FsCheck;
using FsCheck.Fluent;
using ModelOps.Core;

namespace ModelOps.Training.Tests;

public sealed class ScheduleTests
{
    [Fact]
    public void WarmUpRisesInEqualSteps()
    {
        var schedule = new LearningRateSchedule(new ScheduleSettings { WarmupSteps = 4 }, 0.1, 100, 10);
        Assert.Equal([0.025, 0.05, 0.075, 0.1, 0.1], Enumerable.Range(0, 5).Select(i => Math.Round(schedule.At(i), 12)));
    }

    [Fact]
    public void CosineIsHalfWayInTheMiddleAndEndsAtItsShare()
    {
        var schedule = new LearningRateSchedule(new ScheduleSettings { Name = "cosine", WarmupSteps = 10, FinalShare = 0.1 }, 1, 110, 10);
        Assert.Equal(1, schedule.At(10), 1e-12);
        Assert.Equal(0.55, schedule.At(60), 1e-12);
        Assert.InRange(schedule.At(109), 0.1, 0.101);
    }

    [Fact]
    public void RateStaysWithinItsBoundsAndFallsAfterTheWarmUp() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(
            Gen.Choose(0, 50).ToArbitrary(), Gen.Choose(1, 400).ToArbitrary(), Gen.Elements("cosine", "constant").ToArbitrary(), (warmup, total, name) =>
            {
                var schedule = new LearningRateSchedule(
                    new ScheduleSettings { Name = name, WarmupSteps = warmup, FinalShare = 0.2 }, 0.3, total, 10);
                var rates = Enumerable.Range(0, total).Select(i => schedule.At(i)).ToList();
                return rates.Skip(warmup).All(r => r is >= 0.2 * 0.3 - 1e-12 and <= 0.3)
                    && rates.Take(warmup).All(r => r is > 0 and <= 0.3)
                    && rates.Skip(warmup).Zip(rates.Skip(warmup + 1)).All(p => p.Second <= p.First)
                    && rates.Take(warmup).Zip(rates.Take(warmup).Skip(1)).All(p => p.Second > p.First);
            }));

    [Fact]
    public void UnknownScheduleIsRefused() =>
        Assert.Equal("ScheduleUnknown", Assert.Throws<ModelOpsException>(() => new LearningRateSchedule(new ScheduleSettings { Name = "zigzag" }, 1, 1, 1).At(0)).ErrorId);
}
