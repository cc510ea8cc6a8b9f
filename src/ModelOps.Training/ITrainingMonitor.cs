using ModelOps.Core;

namespace ModelOps.Training;

/// <summary>
/// Whom the trainer tells how it goes, and who tells it what to do. Nothing here waits for a disk, save <see cref="Flush"/>.
/// </summary>
public interface ITrainingMonitor
{
    /// <summary>The oldest command that isn't acknowledged; read between steps.</summary>
    WorkerCommand Command { get; }
    /// <summary>Steps a second, of those that <see cref="Progress"/> counts, that the run is not to exceed; 0: as fast as it can.</summary>
    double StepsPerSecond { get; }
    /// <summary>Says that a command was carried out.</summary>
    void Acknowledge(WorkerCommand command);
    /// <summary>The first step is about to be taken.</summary>
    void Running(string device, long totalSteps, int totalEpochs, long parameters);
    void Paused();
    void Unpaused();
    /// <summary>Steps taken and epochs completed.</summary>
    void Progress(long step, int epoch);
    /// <summary>A metric after a step; epochs count from 1.</summary>
    void Metric(long step, int epoch, string name, double value);
    /// <summary>Drops metrics after a step.</summary>
    void RewindMetrics(long step);
    /// <summary>Returns once all that was said so far is kept: a checkpoint must not be ahead of the metrics.</summary>
    void Flush();
    void Log(string level, string message);
}
