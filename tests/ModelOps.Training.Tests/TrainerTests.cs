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
        Assert.Equal(
            File.ReadAllBytes(other.Sub("model", "model.safetensors")), File.ReadAllBytes(folder.Sub("model", "model.safetensors")));
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
        Assert.Contains(
            monitor.Logs, l => l.StartsWith("warning: The checkpoint was written with threads 1, now it is 2", StringComparison.Ordinal));
    }

    [Fact]
    public void EveryFactThatCanChangeTheLastDigitsIsWarnedAbout()
    {
        var saved = new RunFacts("p", "d", "1.13.1", 1, "cpu", "avx512", "fused", "fp32", "fused nodes", "Mkl libmkl_core.so", "System", "NVIDIA H100");
        var checkpoint = new Checkpoint("step-00000005", 5);
        foreach (var (facts, said) in new (RunFacts, string)[]
        {
            (saved with { Torch = "2.4" }, "libtorch 1.13.1, now it is 2.4"), (saved with { Threads = 2 }, "threads 1, now it is 2"),
            (saved with { Processor = "avx2" }, "processor avx512, now it is avx2"), (saved with { Optimizer = "lists" }, "optimizer steps fused"),
            (saved with { Precision = "bf16" }, "precision fp32, now it is bf16"), (saved with { Device = "cuda:0" }, "device cpu, now it is cuda:0"),
            (saved with { Layers = "single operators" }, "layers by fused nodes, now it is single operators"),
            (saved with { Blas = "Reference libblas.so.3" }, "matrix products by Mkl libmkl_core.so, now it is Reference"),
            (saved with { Backend = "TorchSharp" }, "backend System, now it is TorchSharp"),
            (saved with { Gpu = "NVIDIA H200" }, "the GPU NVIDIA H100, now it is NVIDIA H200"),
        })
        {
            var told = new RecordingMonitor();
            CheckpointRules.Agree(saved, facts, checkpoint, Job(Jobs.Profile(Jobs.SmallMlp)), told);
            Assert.Contains(said, Assert.Single(told.Logs), StringComparison.Ordinal);
        }
        var quiet = new RecordingMonitor();
        CheckpointRules.Agree(saved, saved, checkpoint, Job(Jobs.Profile(Jobs.SmallMlp)), quiet);
        CheckpointRules.Agree(
            saved with { Layers = "", Blas = "", Backend = "", Gpu = "" }, saved, checkpoint, Job(Jobs.Profile(Jobs.SmallMlp)), quiet);
        Assert.Empty(quiet.Logs);
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
    public void DivergenceIsFoundAtACheckpointAndTheLastSoundOneIsKept()
    {
        var profile = Jobs.Profile(Jobs.SmallMlp) with
        {
            Optimizer = new OptimizerSettings { Name = "sgd", Lr = 1e18, WeightDecay = 0 }, Checkpoint = new CheckpointSettings { EverySteps = 1 },
        };
        var job = Job(profile);
        Assert.Equal("TrainingDiverged", Assert.Throws<ModelOpsException>(() => Run(job)).ErrorId);
        var newest = job.Checkpoints.FindNewestSound();
        Assert.Empty(newest.Damaged);
        using var file = SafetensorsFile.Open(newest.Newest!.File("model.safetensors"));
        foreach (var (name, info) in file.Tensors)
        {
            var values = new float[info.Shape.Aggregate(1L, (a, b) => a * b)];
            file.Read(name, System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
            Assert.All(values, v => Assert.True(float.IsFinite(v)));
        }
    }

    [Fact]
    public void SecondsAreCountedOnce()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var profile = Jobs.Profile(Jobs.SmallMlp) with { Epochs = 8, Checkpoint = new CheckpointSettings { Best = "validation_loss" } };
        var job = Job(profile);
        monitor.Commands = step => step == 20 ? WorkerCommand.Stop : null;
        Run(job);
        Thread.Sleep(300); // no time of training
        double between = clock.Elapsed.TotalSeconds;
        double before = Seconds(job);
        Assert.InRange(before, 0, between - 0.3);
        Run(job);
        Assert.InRange(Seconds(job), before, clock.Elapsed.TotalSeconds - 0.3);
    }

    [Theory]
    [InlineData(16, 4, 3)]
    [InlineData(50, 3, 2)]
    public void AccumulatedBatchesAreOneGreatBatch(int batch, int accumulate, int steps)
    {
        var data = Jobs.Classes(samples: 203); // 162 or 163 to train on: the last group is incomplete, and so is its last batch
        var profile = Jobs.Profile(new MlpSpecification { Hidden = [16] }) with
        {
            Epochs = 2, Optimizer = new OptimizerSettings { Name = "sgd", Lr = 0.1, Momentum = 0.9 },
            Loss = new LossSettings { ClassWeights = [1, 2, 0.5], LabelSmoothing = 0.1 }, Schedule = new ScheduleSettings(), Checkpoint = new CheckpointSettings(),
        };
        using var other = new TempFolder();
        var great = new RecordingMonitor();
        Run(Jobs.Job(other, profile with { Batch = batch * accumulate }, data), great);
        Run(Jobs.Job(folder, profile with { Batch = batch, Accumulate = accumulate }, data), monitor);
        Assert.Equal(steps * 2, monitor.TotalSteps);
        Assert.Equal(steps * 2, great.TotalSteps);
        PyTorch.Close(Weights(other), Weights(folder), 1e-4);
    }

    [Fact]
    public void MetricsOfAnEpochAreThere()
    {
        Run(Job(Jobs.Profile(Jobs.SmallMlp)));
        string[] names = ["training_loss", "validation_loss", "training_accuracy", "validation_accuracy", "learning_rate", "examples_per_second", "gradient_norm", "memory_bytes"];
        foreach (string name in names)
            Assert.Equal([1, 2, 3], monitor.Metrics.Where(m => m.Name == name).Select(m => m.Epoch).Distinct());
        Assert.All(monitor.Metrics.Where(m => m.Name is "gradient_norm" or "memory_bytes"), m => Assert.True(m.Value > 0));
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
    public void LowerPrecisionTrainsOrIsSaidNotToBeThere()
    {
        using var other = new TempFolder();
        var profile = Jobs.Profile(Jobs.SmallCnn) with { Epochs = 6 };
        double full = Run(Jobs.Job(other, profile), new RecordingMonitor()).Metrics["training_loss"];
        double lower = Run(Job(profile with { Precision = "bf16" })).Metrics["training_loss"];
        Assert.Equal(
            !TrainingStep.CanCompute("bf16"), monitor.Logs.Any(l => l.StartsWith("warning: Precision bf16", StringComparison.Ordinal)));
        Assert.Equal(full, lower, full * 0.03);
        Assert.Equal(TrainingStep.CanCompute("bf16"), full != lower);
        using var file = SafetensorsFile.Open(folder.Sub("model", "model.safetensors"));
        Assert.All(file.Tensors.Values, t => Assert.Equal("F32", t.DType));
    }

    public void Dispose() => folder.Dispose();

    private TrainingJob Job(TrainingProfile profile) => Jobs.Job(folder, profile);

    private static double Seconds(TrainingJob job)
    {
        using var state = System.Text.Json.JsonDocument.Parse(File.ReadAllText(job.Checkpoints.List()[0].File("state.json")));
        return state.RootElement.GetProperty("seconds").GetDouble();
    }

    private static double[] Weights(TempFolder of)
    {
        using var file = SafetensorsFile.Open(of.Sub("model", "model.safetensors"));
        var all = new List<double>();
        foreach (var (name, info) in file.Tensors.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            var values = new float[info.Shape.Aggregate(1L, (a, b) => a * b)];
            file.Read(name, System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
            all.AddRange(values.Select(v => (double)v));
        }
        return [.. all];
    }

    private TrainingOutcome Run(TrainingJob job) => Run(job, monitor);

    private static TrainingOutcome Run(TrainingJob job, ITrainingMonitor monitor) => new Trainer(job, monitor, new StartupClock()).Run();
}
