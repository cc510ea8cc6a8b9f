using ModelOps.Core;

namespace ModelOps.Training.Tests;

/// <summary>A run that is cut off anywhere and resumed ends as one that was left alone: weights, best epoch, counters and metrics.</summary>
public sealed class ExactResumeTests : IDisposable
{
    private readonly TempFolder left = new();
    private readonly TempFolder cut = new();

    public static TheoryData<string, int, string?> Runs => new()
    {
        { "cnn", 7, "validation_accuracy" },
        { "cnn", 0, null },
        { "mlp", 4, "validation_loss" },
        { "sgd", 3, "validation_accuracy" },
        { "norm", 5, "validation_accuracy" },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void CutOffRunEndsAsTheOneLeftAlone(string kind, int everySteps, string? best)
    {
        var profile = Profile(kind) with { Checkpoint = new CheckpointSettings { EverySteps = everySteps, Keep = 2, Best = best } };
        var undisturbed = new RecordingMonitor();
        var expected = Run(left, profile, undisturbed);

        var disturbed = new RecordingMonitor();
        var random = new RandomSequence(everySteps, kind.Length);
        TrainingOutcome? outcome = null;
        for (long from = 0; outcome is null; from = disturbed.CutAfter!.Value)
        {
            disturbed.CutAfter = from + 1 + random.Below(undisturbed.TotalSteps / 3);
            outcome = RunOrCut(cut, profile, disturbed);
        }

        Assert.Equal(TrainingEnd.Completed, outcome.End);
        Assert.Equal(File.ReadAllBytes(left.Sub("model", "model.safetensors")), File.ReadAllBytes(cut.Sub("model", "model.safetensors")));
        Assert.Equal(undisturbed.Lasting, disturbed.Lasting);
        Assert.Equal(expected.Metrics, outcome.Metrics);
        Assert.Equal(LastState(left), LastState(cut));
    }

    public void Dispose()
    {
        left.Dispose();
        cut.Dispose();
    }

    private static TrainingProfile Profile(string kind) => kind switch
    {
        "cnn" => Jobs.Profile(Jobs.SmallCnn),
        "mlp" => Jobs.Profile(Jobs.SmallMlp) with { EarlyStopping = new EarlyStoppingSettings { Patience = 2 }, Epochs = 8 },
        "sgd" => Jobs.Profile(Jobs.SmallMlp) with { Optimizer = new OptimizerSettings { Name = "sgd", Lr = 0.05, Momentum = 0.9 } },
        _ => Jobs.Profile(new LayerListSpecification(
        [
            new LinearLayer(null, 12), new BatchNormLayer(null), new ActivationLayer(null, "gelu"), new DropoutLayer(null, 0.1), new LinearLayer(null, null),
        ])),
    };

    private static TrainingOutcome Run(TempFolder folder, TrainingProfile profile, RecordingMonitor monitor) =>
        new Trainer(Jobs.Job(folder, profile), monitor, new StartupClock()).Run();

    private static TrainingOutcome? RunOrCut(TempFolder folder, TrainingProfile profile, RecordingMonitor monitor)
    {
        try
        {
            return Run(folder, profile, monitor);
        }
        catch (Cut)
        {
            return null;
        }
    }

    private static string LastState(TempFolder folder)
    {
        var newest = new CheckpointStore(folder.Sub("checkpoints")).List()[0];
        var lines = File.ReadAllLines(newest.File("state.json"));
        return string.Join('\n', lines.Where(l => !l.Contains("\"seconds\"")));
    }
}
