using FsCheck;
using FsCheck.Fluent;
using ModelOps.Core;
using ModelOps.Host.Progress;
using Spectre.Console;

namespace ModelOps.Host.Tests;

/// <summary>What is worked out while a training is watched.</summary>
public sealed class ProgressTests
{
    private static TrainingSession Session(int epoch, long step, long totalSteps = 100) => new()
    {
        Id = new('a', 64), ShortId = "aaaaaaaa", ProfileName = "p", DatasetName = "d", State = SessionState.Running, ModelId = new('b', 64),
        Epoch = epoch, TotalEpochs = 10, Step = step, TotalSteps = totalSteps, Created = DateTime.UnixEpoch, Path = "p",
        Metrics = new Dictionary<string, double> { ["training_loss"] = 0.123456, ["validation_accuracy"] = 0.98765 },
    };

    private static MetricPoint Point(int epoch, long step, string name, double value) =>
        new("s", step, epoch, name, value, DateTime.UnixEpoch);

    [Fact]
    public void EpochIsGivenOnceItIsFinished()
    {
        var tracker = new EpochTracker(0);
        Assert.Empty(tracker.Add(new(Session(0, 5), [Point(1, 5, "training_loss", 2)], [])));
        var epoch = Assert.Single(
            tracker.Add(new(Session(1, 12), [Point(1, 10, "training_loss", 1), Point(2, 12, "training_loss", 0.5)], [])));
        Assert.Equal((1, 10L, 1.0), (epoch.Epoch, epoch.Step, epoch.Metrics["training_loss"]));
        Assert.Empty(tracker.Add(new(Session(1, 13), [Point(1, 10, "training_loss", 9)], [])));
    }

    /// <summary>However the points are cut into updates, each epoch comes once, in order, with its last values.</summary>
    [Fact]
    public void EpochsComeOnceAndInOrder() => Prop.ForAll(
        Gen.Choose(1, 12).Two().Zip(Gen.Choose(0, 5)).ToArbitrary(),
        p =>
        {
            var ((epochs, perUpdate), before) = p;
            var points = Enumerable.Range(before + 1, epochs).SelectMany(e => new[]
            {
                Point(e, (e * 10) - 5, "training_loss", 100 + e), Point(e, e * 10, "training_loss", e), Point(
                    e, e * 10, "validation_loss", -e),
            }).ToArray();
            var tracker = new EpochTracker(before);
            var seen = points.Chunk(perUpdate).SelectMany(c => tracker.Add(new(Session(c[^1].Epoch - 1, c[^1].Step), c, [])))
                .Concat(tracker.Add(new(Session(before + epochs, 0), [], []))).ToList();
            Assert.Equal(Enumerable.Range(before + 1, epochs), seen.Select(s => s.Epoch));
            Assert.All(seen, s => Assert.Equal((s.Epoch * 10L, (double)s.Epoch, (double)-s.Epoch),
                (s.Step, s.Metrics["training_loss"], s.Metrics["validation_loss"])));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void RateIsTakenOverTheLastSecondsOnly()
    {
        var rate = new StepRate();
        Assert.Null(rate.Left(10));
        for (int s = 0; s <= 20; s++)
            rate.Add(TimeSpan.FromSeconds(s), s < 10 ? s : 10 + ((s - 10) * 50));
        Assert.Equal(50, rate.PerSecond, 6);
        Assert.Equal(TimeSpan.FromSeconds(2), rate.Left(100));
    }

    /// <summary>A line that wraps, by itself or with the ^C that a terminal shows behind it, could not be redrawn in place.</summary>
    [Fact]
    public void ProgressLineFitsItsWidth() => Prop.ForAll(
        Gen.Choose(40, 200).Zip(Gen.Choose(0, 1_000_000)).Zip(Gen.Choose(0, 20)).ToArbitrary(),
        p =>
        {
            var ((width, step), speed) = p;
            var rate = new StepRate();
            rate.Add(TimeSpan.Zero, 0);
            rate.Add(TimeSpan.FromSeconds(1), speed * 100L);
            var text = Markup.Remove(ProgressLine.Markup(Session(3, step, 1_000_000), rate, width));
            Assert.True(text.Length + 2 < width, $"{text.Length} > {width}: {text}");
        }).QuickCheckThrowOnFailure();
}
