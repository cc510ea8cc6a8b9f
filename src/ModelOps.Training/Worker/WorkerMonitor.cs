using ModelOps.Core;

namespace ModelOps.Training;

/// <summary>A trainer's monitor that is its worker's session; the process's own signals add a wish to stop.</summary>
internal sealed class WorkerMonitor(WorkerSession session) : ITrainingMonitor
{
    private volatile bool stopWanted;

    public WorkerCommand Command =>
        session.Command is var command && stopWanted && command != WorkerCommand.Cancel ? WorkerCommand.Stop : command;

    public double StepsPerSecond => session.StepsPerSecond;

    /// <summary>The system wants the process to end: stop as on request.</summary>
    public void Stop() => stopWanted = true;

    public void Acknowledge(WorkerCommand command)
    {
        if (session.Command == command)
            session.Acknowledge(command);
    }

    public void Running(string device, long totalSteps, int totalEpochs, long parameters) =>
        session.Run(device, totalSteps, totalEpochs, parameters);

    public void Paused() => session.Pause();

    public void Unpaused() => session.Unpause();

    public void Progress(long step, int epoch) => session.Progress(step, epoch);

    public void Metric(long step, int epoch, string name, double value) => session.Metric(step, epoch, name, value);

    public void RewindMetrics(long step) => session.RewindMetrics(step);

    public void Flush() => session.Flush();

    public void Log(string level, string message) => session.Log(level, message);
}
