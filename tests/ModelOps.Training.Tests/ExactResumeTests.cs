using ModelOps.Core;

namespace ModelOps.Training.Tests;

/// <summary>
/// A run that is cut off anywhere and resumed ends as one that was left alone: weights, best epoch, counters and metrics.
/// </summary>
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
        { "plateau", 4, null },
        { "accumulated", 2, "validation_loss" },
        { "bf16", 6, null },
        { "residual", 5, "validation_loss" },
        { "augmented", 4, null },
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RunThatIsExtendedEndsAsOneOfThatManyEpochs(bool stopped)
    {
        var profile = Jobs.Profile(Jobs.SmallMlp) with { Epochs = 6, Schedule = new ScheduleSettings() };
        Run(left, profile, new RecordingMonitor());
        var monitor = new RecordingMonitor { Commands = step => stopped && step == 15 ? WorkerCommand.Stop : null };
        Assert.Equal(stopped ? TrainingEnd.Stopped : TrainingEnd.Completed, Run(cut, profile with { Epochs = 3 }, monitor).End);
        Assert.Equal(TrainingEnd.Completed, Run(cut, profile, monitor).End);
        Assert.Contains(monitor.Logs, l => l.Contains("Goes on to 6 epochs instead of 3", StringComparison.Ordinal));
        Assert.Equal(File.ReadAllBytes(left.Sub("model", "model.safetensors")), File.ReadAllBytes(cut.Sub("model", "model.safetensors")));
        Assert.Equal(LastState(left), LastState(cut));
    }

    [Fact]
    public void RunThatStoppedEarlyGoesOnWhenItIsExtended()
    {
        var profile = Jobs.Profile(Jobs.SmallMlp) with
        {
            Epochs = 100, Optimizer = new OptimizerSettings { Lr = 0.05 }, EarlyStopping = new EarlyStoppingSettings { Patience = 3 },
        };
        var monitor = new RecordingMonitor();
        Run(left, profile, monitor);
        int ended = monitor.Metrics.Max(m => m.Epoch);
        Assert.InRange(ended, 4, 99);
        Run(left, profile with { Epochs = 200 }, monitor);
        Assert.InRange(monitor.Metrics.Max(m => m.Epoch), ended + 3, 199);
    }

    [Fact]
    public void RunStartsFromGivenWeights()
    {
        var profile = Jobs.Profile(Jobs.SmallMlp) with { Checkpoint = new CheckpointSettings { Keep = 100 } };
        Run(left, profile, new RecordingMonitor());
        File.Copy(left.Sub("model", "model.safetensors"), cut.Sub("start.safetensors"));
        var job = Jobs.Job(cut, profile with { StartFrom = "best", Seed = 99 }) with { StartWeights = cut.Sub("start.safetensors") };
        new Trainer(job, new RecordingMonitor(), new StartupClock()).Run();
        Assert.Equal(File.ReadAllBytes(left.Sub("model", "model.safetensors")),
            File.ReadAllBytes(job.Checkpoints.List()[^1].File("model.safetensors")));
        Assert.False(File.Exists(cut.Sub("start.safetensors")));
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
        "plateau" => Jobs.Profile(Jobs.SmallMlp) with
        {
            Epochs = 9, Optimizer = new OptimizerSettings { Name = "adam", Lr = 0.03, ClipNorm = 0.5 },
            Schedule = new ScheduleSettings { Name = "plateau", Patience = 1, Factor = 0.5, WarmupSteps = 3, Cooldown = 1 },
        },
        "accumulated" => Jobs.Profile(Jobs.SmallMlp) with
        {
            Accumulate = 3, Epochs = 6, Loss = new LossSettings { Balanced = true, LabelSmoothing = 0.1 }, Schedule = new ScheduleSettings { Name = "one_cycle" },
        },
        "residual" => Jobs.Profile(new LayerListSpecification(
        [
            new Conv2dLayer(null, 4, 3, Padding: 1, Bias: false), new BatchNormLayer(null), new ActivationLayer(null, "relu"), new MaxPool2dLayer(null, 3, 1, 1),
            new ResidualBlockLayer(null, 4, 1, false), new ResidualBlockLayer(null, 2, 2, true), new GlobalAvgPoolLayer(null), new LinearLayer(null, null),
        ])) with { Data = new DataSettings { Shape = [1, 6, 6] } },
        "augmented" => Jobs.Profile(Jobs.SmallCnn) with
        {
            Data = new DataSettings { Shape = [1, 6, 6], Augment = new AugmentSettings { Flip = true, Crop = 1 } },
        },
        "bf16" => Jobs.Profile(Jobs.SmallCnn) with { Precision = "bf16", Schedule = new ScheduleSettings { Name = "step", EveryEpochs = 2 } },
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
