using ModelOps.Core;

namespace ModelOps.Training.Tests;

/// <summary>Early stopping and the choice of the best epoch.</summary>
public sealed class EpochResultTests
{
    private static readonly TrainingState Start = new() { Facts = new RunFacts("", "", "", 1, "cpu", "", "") };

    private static readonly TrainingProfile Plain = new() { Name = "p", Network = new MlpSpecification() };

    [Fact]
    public void StopsAfterAsManyEpochsWithoutImprovementAsThePatience()
    {
        var profile = new TrainingProfile
        {
            Name = "p", Network = new MlpSpecification(), Epochs = 100, EarlyStopping = new EarlyStoppingSettings { Metric = "validation_loss", Patience = 3 },
        };
        var state = Start;
        var over = new List<bool>();
        foreach (double loss in new[] { 1.0, 0.8, 0.8, 0.9, 0.7, 0.75, 0.7, 0.71 })
        {
            state = EpochResult.Advance(state, profile, Metrics(loss, 0));
            over.Add(EpochResult.IsOver(state, profile));
        }
        Assert.Equal([false, false, false, false, false, false, false, true], over);
        Assert.Equal((0.7, 3, 8), (state.StoppingBest, state.StoppingEpochs, state.Epoch));
    }

    [Theory]
    [InlineData("validation_accuracy", new[] { 0.5, 0.9, 0.9, 0.7 }, 2)]
    [InlineData("validation_loss", new[] { 0.5, 0.3, 0.3, 0.7 }, 2)]
    public void TheFirstOfEqualBestsIsKept(string metric, double[] values, int epoch)
    {
        var state = Start;
        foreach (double value in values)
        {
            state = EpochResult.Advance(state with { Step = state.Step + 10 }, Plain, Metrics(value, value));
            state = EpochResult.AsBest(state, metric) ?? state;
        }
        Assert.Equal((epoch, epoch * 10L, metric), (state.Best!.Epoch, state.Best.Step, state.Best.Metric));
    }

    [Fact]
    public void MetricThatIsNotMeasuredIsNamed()
    {
        var error = Assert.Throws<ModelOpsException>(() => EpochResult.AsBest(Start with { Metrics = new Dictionary<string, double> { ["training_loss"] = 1 } }, "validation_accuracy"));
        Assert.Equal("MetricUnknown", error.ErrorId);
        Assert.Contains("training_loss", error.Message);
    }

    private static Dictionary<string, double> Metrics(double loss, double accuracy) =>
        new() { ["validation_loss"] = loss, ["validation_accuracy"] = accuracy };
}
