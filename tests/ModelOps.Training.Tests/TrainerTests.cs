using ModelOps.Core;

namespace ModelOps.Training.Tests;

/// <summary>What a run does on commands, at its ends, and with checkpoints that aren't its own.</summary>
public sealed class TrainerTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly RecordingMonitor monitor = new();

    [Fact]
    public void PauseHoldsTheRunAndChangesNothing()
    {
        using var other = new TempFolder();
        Run(Jobs.Job(other, Jobs.Profile(Jobs.SmallMlp)), new RecordingMonitor());
        monitor.Commands = step =>
        {
            if (step != 4)
                return null;
            Task.Run(async () =>
            {
                while (!monitor.Calls.Contains("acknowledged Pause"))
                    await Task.Delay(5);
                monitor.Send(WorkerCommand.Resume);
            });
            return WorkerCommand.Pause;
        };
        Assert.Equal(TrainingEnd.Completed, Run(Job(Jobs.Profile(Jobs.SmallMlp))).End);
        Assert.Equal(["paused", "acknowledged Pause", "unpaused", "acknowledged Resume"], monitor.Calls);
        Assert.Equal(File.ReadAllBytes(other.Sub("model", "model.safetensors")), File.ReadAllBytes(folder.Sub("model", "model.safetensors")));
    }

    [Fact]
    public void StopSavesWhereItIsAndCancelDoesNot()
    {
        monitor.Commands = step => step == 4 ? WorkerCommand.Stop : step == 7 ? WorkerCommand.Cancel : null;
        var job = Job(Jobs.Profile(Jobs.SmallMlp));
        Assert.Equal(TrainingEnd.Stopped, Run(job).End);
        Assert.Equal([4L, 0L], job.Checkpoints.List().Select(c => c.Step));
        Assert.Equal(TrainingEnd.Cancelled, Run(job).End);
        Assert.Equal([4L, 0L], job.Checkpoints.List().Select(c => c.Step));
        Assert.False(Directory.Exists(job.ModelFolder));
    }

    [Fact]
    public void ModelHoldsTheBestWeightsAndTheirCheckpointIsKept()
    {
        var profile = Jobs.Profile(Jobs.SmallMlp) with
        {
            Epochs = 12, Optimizer = new OptimizerSettings { Lr = 0.05 }, Checkpoint = new CheckpointSettings { Best = "validation_loss", Keep = 1 },
        };
        var job = Job(profile);
        var outcome = Run(job);
        var best = monitor.Metrics.Where(m => m.Name == "validation_loss").MinBy(m => m.Value)!;
        Assert.NotEqual(12, best.Epoch);
        Assert.Equal(best.Value, outcome.Metrics["validation_loss"]);
        var configuration = ModelConfiguration.FromJson(File.ReadAllText(folder.Sub("model", "config.json")), "config.json");
        Assert.Equal((best.Step, best.Epoch), (configuration.Step, configuration.Epoch));
        var kept = Assert.Single(job.Checkpoints.List(), c => c.Step == best.Step);
        Assert.Equal(File.ReadAllBytes(kept.File("model.safetensors")), File.ReadAllBytes(folder.Sub("model", "model.safetensors")));
    }

    [Fact]
    public void EarlyStoppingEndsTheRun()
    {
        var profile = Jobs.Profile(Jobs.SmallMlp) with
        {
            Epochs = 200, Optimizer = new OptimizerSettings { Lr = 0.05 }, EarlyStopping = new EarlyStoppingSettings { Patience = 3 },
        };
        Assert.Equal(TrainingEnd.Completed, Run(Job(profile)).End);
        var losses = monitor.Metrics.Where(m => m.Name == "validation_loss").ToList();
        Assert.Equal(losses.MinBy(m => m.Value)!.Epoch + 3, losses[^1].Epoch);
        Assert.Contains(monitor.Logs, l => l.Contains("Stopped early"));
    }

    [Fact]
    public void RegressionLearnsASum()
    {
        var profile = Jobs.Profile(new MlpSpecification { Hidden = [32] }) with
        {
            Epochs = 60, Optimizer = new OptimizerSettings { Lr = 0.02 }, Checkpoint = new CheckpointSettings { Best = "validation_loss" },
        };
        var metrics = Run(Jobs.Job(folder, profile, Jobs.Numbers())).Metrics;
        Assert.InRange(metrics["validation_loss"], 0, 3); // the targets' variance is 30
        Assert.DoesNotContain("validation_accuracy", metrics.Keys);
    }

    [Fact]
    public void OtherProfileAndOtherDatasetAreRefusedAndOtherThreadsWarnedAbout()
    {
        var profile = Jobs.Profile(Jobs.SmallMlp);
        monitor.Commands = step => step == 4 ? WorkerCommand.Stop : null;
        Run(Job(profile));
        Assert.Equal("CheckpointOfOtherProfile", Assert.Throws<ModelOpsException>(() => Run(Job(profile with { Seed = 8 }))).ErrorId);
        var data = Jobs.Classes();
        var job = Job(profile) with { Data = data with { Dataset = data.Dataset with { Id = new string('e', 64) } } };
        Assert.Equal("CheckpointOfOtherDataset", Assert.Throws<ModelOpsException>(() => Run(job)).ErrorId);
        Assert.Equal(TrainingEnd.Completed, Run(Job(profile with { Threads = 2 })).End);
        Assert.Contains(monitor.Logs, l => l.StartsWith("warning: The checkpoint was written with threads 1, now it is 2", StringComparison.Ordinal));
    }

    [Fact]
    public void MissingCheckpointsAreAnErrorNotANewStart() =>
        Assert.Equal("NoSoundCheckpoint", Assert.Throws<ModelOpsException>(() => Run(Job(Jobs.Profile(Jobs.SmallMlp)) with { StepsTaken = 5 })).ErrorId);

    [Fact]
    public void DivergenceIsAnErrorThatNamesTheLearningRate()
    {
        var profile = Jobs.Profile(Jobs.SmallMlp) with { Optimizer = new OptimizerSettings { Name = "sgd", Lr = 1e30, WeightDecay = 0 } };
        var error = Assert.Throws<ModelOpsException>(() => Run(Job(profile)));
        Assert.Equal("TrainingDiverged", error.ErrorId);
        Assert.Contains("optimizer.lr", error.Message);
    }

    [Fact]
    public void ModelThatCantBeWrittenIsWrittenByAResume()
    {
        File.WriteAllText(folder.Sub("model"), "in the way");
        var error = Assert.Throws<ModelOpsException>(() => Run(Job(Jobs.Profile(Jobs.SmallMlp))));
        Assert.Equal(("ModelNotWritten", ErrorKind.Unavailable), (error.ErrorId, error.Kind));
        File.Delete(folder.Sub("model"));
        int points = monitor.Metrics.Count;
        Assert.Equal(TrainingEnd.Completed, Run(Job(Jobs.Profile(Jobs.SmallMlp))).End);
        Assert.True(File.Exists(folder.Sub("model", "model.safetensors")));
        Assert.Equal(points, monitor.Metrics.Count);
    }

    [Fact]
    public void CheckpointIsWrittenOnlyAfterItsMetricsAreKept()
    {
        var job = Job(Jobs.Profile(Jobs.SmallMlp));
        var steps = new List<(int Epochs, int Checkpoints)>();
        monitor.OnFlush = () => steps.Add((monitor.Metrics.Count(m => m.Name == "validation_loss"), job.Checkpoints.List().Count));
        Run(job);
        Assert.Equal((0, 0), steps[0]);
        Assert.Equal((1, 1), steps[1]);
    }

    [Fact]
    public void LowerPrecisionThatIsNotThereIsSaid()
    {
        Run(Job(Jobs.Profile(Jobs.SmallMlp) with { Precision = "bf16", Epochs = 1 }));
        Assert.Contains(monitor.Logs, l => l.StartsWith("warning: Precision bf16", StringComparison.Ordinal));
    }

    public void Dispose() => folder.Dispose();

    private TrainingJob Job(TrainingProfile profile) => Jobs.Job(folder, profile);

    private TrainingOutcome Run(TrainingJob job) => Run(job, monitor);

    private static TrainingOutcome Run(TrainingJob job, ITrainingMonitor monitor) => new Trainer(job, monitor, new StartupClock()).Run();
}
