using System.Diagnostics;
using ModelOps.Core;

namespace ModelOps.Training.Tests;

/// <summary>What a run does on commands: it carries them out, and is the same run as without them.</summary>
public sealed class SessionControlTests : IDisposable
{
    private readonly TempFolder alone = new();
    private readonly TempFolder folder = new();
    private readonly RecordingMonitor monitor = new();

    public SessionControlTests() => Run(alone, new RecordingMonitor());

    public void Dispose()
    {
        alone.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void EvaluationGivesMetricsAndChangesNothing()
    {
        monitor.Commands = step => step is 4 or 11 ? WorkerCommand.Evaluate : null;
        Assert.Equal(TrainingEnd.Completed, Run(folder, monitor));
        Assert.Equal([4L, 11L], monitor.Metrics.Where(m => m.Name == "evaluation_loss").Select(m => m.Step));
        Assert.Equal([4L, 11L], monitor.Metrics.Where(m => m.Name == "evaluation_accuracy").Select(m => m.Step));
        AssertSameWeights();
    }

    [Fact]
    public void EvaluationOfTheLastStepOfAnEpochIsThatOfTheEpoch()
    {
        monitor.Commands = step => step == StepsAnEpoch ? WorkerCommand.Evaluate : null;
        Run(folder, monitor);
        Assert.Equal(Value("validation_loss"), Value("evaluation_loss"));
        AssertSameWeights();

        double Value(string name) => monitor.Metrics.First(m => m.Name == name && m.Step == StepsAnEpoch).Value;
    }

    [Theory]
    [InlineData(WorkerCommand.Stop)]
    [InlineData(WorkerCommand.Cancel)]
    public void AnEndIsTakenInTheMidstOfAnEvaluationAndTheResumedRunEndsTheSame(WorkerCommand command)
    {
        // The command comes with the last step of an epoch, so that the epoch's evaluation is what hears it.
        monitor.Commands = step => step == StepsAnEpoch ? command : null;
        Assert.Equal(command == WorkerCommand.Stop ? TrainingEnd.Stopped : TrainingEnd.Cancelled, Run(folder, monitor));
        Assert.DoesNotContain(monitor.Metrics, m => m.Name == "validation_loss");
        var newest = new CheckpointStore(folder.Sub("checkpoints")).List()[0].Step;
        Assert.Equal(command == WorkerCommand.Stop ? StepsAnEpoch : 0, newest);

        monitor.Commands = _ => null;
        Assert.Equal(TrainingEnd.Completed, Run(folder, monitor));
        AssertSameWeights();
        var other = new RecordingMonitor();
        using var again = new TempFolder();
        Run(again, other);
        Assert.Equal(other.Lasting, monitor.Lasting);
    }

    [Fact]
    public void APauseInTheMidstOfAnEvaluationHoldsItAndStillEvaluates()
    {
        monitor.Commands = step =>
        {
            if (step != StepsAnEpoch)
                return null;
            Task.Run(async () =>
            {
                while (!monitor.Calls.Contains("acknowledged Pause"))
                    await Task.Delay(5);
                monitor.Send(WorkerCommand.Evaluate);
                while (!monitor.Metrics.ToArray().Any(m => m.Name == "evaluation_loss"))
                    await Task.Delay(5);
                monitor.Send(WorkerCommand.Resume);
            });
            return WorkerCommand.Pause;
        };
        Assert.Equal(TrainingEnd.Completed, Run(folder, monitor));
        Assert.Equal(
            ["paused", "acknowledged Pause", "acknowledged Evaluate", "unpaused", "acknowledged Resume"], monitor.Calls);
        AssertSameWeights();
    }

    [Fact]
    public void AStopEndsAPauseAndAWaitForTheNextStep()
    {
        monitor.StepsPerSecond = 0.01;
        monitor.Commands = step => step == 1 ? WorkerCommand.Limit : null;
        var watch = Stopwatch.StartNew();
        var ending = Task.Run(async () =>
        {
            while (!monitor.Calls.Contains("acknowledged Limit"))
                await Task.Delay(5);
            monitor.Send(WorkerCommand.Pause);
            while (!monitor.Calls.Contains("acknowledged Pause"))
                await Task.Delay(5);
            monitor.Send(WorkerCommand.Stop);
        });
        Assert.Equal(TrainingEnd.Stopped, Run(folder, monitor));
        Assert.True(ending.IsCompletedSuccessfully);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 50);
        Assert.Equal(1, new CheckpointStore(folder.Sub("checkpoints")).List()[0].Step);
    }

    [Fact]
    public void ALimitSpacesTheStepsAndTakingItAwayLetsThemGo()
    {
        monitor.StepsPerSecond = 50;
        var times = new List<long>();
        monitor.Commands = step =>
        {
            times.Add(Stopwatch.GetTimestamp());
            if (step == 12)
                monitor.StepsPerSecond = 0;
            return null;
        };
        Run(folder, monitor);
        Assert.InRange(Stopwatch.GetElapsedTime(times[0], times[11]).TotalMilliseconds, 11 * 20 - 25, double.MaxValue);
        AssertSameWeights();
    }

    private static long StepsAnEpoch => 11;

    private void AssertSameWeights() =>
        Assert.Equal(
            File.ReadAllBytes(alone.Sub("model", "model.safetensors")), File.ReadAllBytes(folder.Sub("model", "model.safetensors")));

    private static TrainingEnd Run(TempFolder folder, RecordingMonitor monitor) =>
        new Trainer(Jobs.Job(folder, Jobs.Profile(Jobs.SmallMlp)), monitor, new StartupClock()).Run().End;
}
