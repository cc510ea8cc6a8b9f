using FsCheck;
using FsCheck.Fluent;
using ModelOps.Core;

namespace ModelOps.Training.Tests;

/// <summary>A run that is stopped saves where it is, and goes on from there as if it had not been.</summary>
public sealed class StopProperties : IDisposable
{
    private const int Cases = 100;

    private readonly DatasetContent data = Jobs.Classes(samples: 60, width: 6);
    private readonly TempFolder folder = new();
    private int run;

    public void Dispose() => folder.Dispose();

    private sealed record Case(int Hidden, int Batch, int Epochs, double Dropout, string Optimizer, int[] Stops);

    private static readonly Gen<Case> Runs =
        from hidden in Gen.Choose(1, 12)
        from batch in Gen.Choose(4, 24)
        from epochs in Gen.Choose(1, 3)
        from dropout in Gen.Elements(0.0, 0.3)
        from optimizer in Gen.Elements("sgd", "adam", "adamw")
        from stops in Gen.Choose(1, 12).NonEmptyListOf().Resize(3)
        select new Case(hidden, batch, epochs, dropout, optimizer, [.. stops]);

    [Fact]
    public void P2_StopSavesTheStateOfItsStep() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(Cases), Prop.ForAll(Runs.ToArbitrary(), c =>
    {
        var job = Job(c);
        var monitor = new RecordingMonitor { Commands = step => step == c.Stops[0] ? WorkerCommand.Stop : null };
        var end = Run(job, monitor);
        var newest = job.Checkpoints.List()[0];
        Assert.Equal(c.Stops[0] < monitor.TotalSteps ? TrainingEnd.Stopped : end, end);
        Assert.Equal(end == TrainingEnd.Stopped ? c.Stops[0] : monitor.TotalSteps, newest.Step);
        Assert.Null(job.Checkpoints.Verify(newest));
        Assert.Equal(end == TrainingEnd.Completed, Directory.Exists(job.ModelFolder));
    }));

    [Fact]
    public void P6_AStoppedRunGoesOnAsTheOneLeftAlone() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(Cases), Prop.ForAll(Runs.ToArbitrary(), c =>
    {
        var (alone, stopped) = (Job(c), Job(c));
        var (expected, actual) = (new RecordingMonitor(), new RecordingMonitor());
        Assert.Equal(TrainingEnd.Completed, Run(alone, expected));

        long next = 0;
        var stops = c.Stops.Select(gap => next += gap).ToHashSet();
        actual.Commands = step => stops.Remove(step) ? WorkerCommand.Stop : null;
        int runs = 1;
        for (; Run(stopped, actual) != TrainingEnd.Completed; runs++)
            Assert.InRange(runs, 1, c.Stops.Length);

        Assert.Equal(Weights(alone), Weights(stopped));
        Assert.Equal(expected.Lasting, actual.Lasting);
    }));

    private TrainingJob Job(Case c)
    {
        var home = folder.Sub($"{++run}");
        return new()
        {
            ModelId = new string('a', 64),
            ModelName = "test",
            Profile = Jobs.Profile(new MlpSpecification { Hidden = [c.Hidden], Dropout = c.Dropout }) with
            {
                Batch = c.Batch, Epochs = c.Epochs, Optimizer = new OptimizerSettings { Name = c.Optimizer, Lr = 0.01 },
            },
            Data = data,
            Checkpoints = new CheckpointStore(Path.Combine(home, "checkpoints")),
            ModelFolder = Path.Combine(home, "model"),
        };
    }

    private static byte[] Weights(TrainingJob job) => File.ReadAllBytes(Path.Combine(job.ModelFolder, "model.safetensors"));

    private static TrainingEnd Run(TrainingJob job, RecordingMonitor monitor) => new Trainer(job, monitor, new StartupClock()).Run().End;
}
