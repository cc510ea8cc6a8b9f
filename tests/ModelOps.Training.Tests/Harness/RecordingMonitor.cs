using System.Collections.Concurrent;
using ModelOps.Core;

namespace ModelOps.Training.Tests;

/// <summary>Keeps what a trainer says, as a registry would over several processes, and commands or cuts it off at chosen steps.</summary>
public sealed class RecordingMonitor : ITrainingMonitor
{
    private readonly ConcurrentQueue<WorkerCommand> commands = new();
    private long step;

    public List<MetricPoint> Metrics { get; } = [];
    public List<string> Logs { get; } = [];
    public List<string> Calls { get; } = [];
    public long TotalSteps { get; private set; }
    public string Device { get; private set; } = "";

    /// <summary>Step after which the run is cut off, as if its process had died.</summary>
    public long? CutAfter { get; set; }
    /// <summary>What to command after a step.</summary>
    public Func<long, WorkerCommand?> Commands { get; set; } = _ => null;
    /// <summary>Called on every flush: before a checkpoint is written.</summary>
    public Action OnFlush { get; set; } = () => { };

    /// <summary>The metrics of epochs, without those that measure time or are sampled by time.</summary>
    public IReadOnlyList<(long Step, int Epoch, string Name, double Value)> Lasting =>
        [.. Metrics.Where(m => IsScore(m.Name)).Select(m => (m.Step, m.Epoch, m.Name, m.Value))];

    public WorkerCommand Command => commands.TryPeek(out var command) ? command : WorkerCommand.None;

    public double StepsPerSecond { get; set; }

    public void Acknowledge(WorkerCommand command)
    {
        Assert.True(commands.TryDequeue(out var oldest));
        Assert.Equal(command, oldest);
        Calls.Add($"acknowledged {command}");
    }

    public void Running(string device, long totalSteps, int totalEpochs, long parameters) => (Device, TotalSteps) = (device, totalSteps);

    public void Paused() => Calls.Add("paused");

    public void Unpaused() => Calls.Add("unpaused");

    public void Progress(long step, int epoch)
    {
        if (this.step == step)
            return;
        this.step = step;
        if (CutAfter == step)
            throw new Cut();
        if (Commands(step) is { } command)
            commands.Enqueue(command);
    }

    public void Metric(long step, int epoch, string name, double value) =>
        Metrics.Add(new MetricPoint("", step, epoch, name, value, DateTime.UtcNow));

    public void RewindMetrics(long step) => Metrics.RemoveAll(m => m.Step > step);

    public void Flush() => OnFlush();

    public void Log(string level, string message) => Logs.Add($"{level}: {message}");

    public void Send(WorkerCommand command) => commands.Enqueue(command);

    private static bool IsScore(string name) => !name.StartsWith("step_", StringComparison.Ordinal)
        && (name.EndsWith("_loss", StringComparison.Ordinal) || name.EndsWith("_accuracy", StringComparison.Ordinal));
}
