namespace ModelOps.Core;

/// <summary>What a worker is asked to do.</summary>
public enum WorkerCommand
{
    None,
    /// <summary>Save a checkpoint and end as Stopped.</summary>
    Stop,
    /// <summary>End as Cancelled without saving.</summary>
    Cancel,
    Pause,
    Resume,
}

/// <summary>
/// A worker's side of its session: the lease and the only way its state is written. A background thread writes heartbeat, progress,
/// metrics and logs in one transaction every 250 ms and reads commands, so that the training loop never waits for the disk.
/// </summary>
public sealed class WorkerSession : IDisposable
{
    /// <summary>Claims a queued session for this process. Conflict when another live process has it.</summary>
    public static WorkerSession Claim(Workspace workspace, string sessionId) => throw new NotImplementedException();

    public TrainingSession Session => throw new NotImplementedException();
    public TrainingProfile Profile => throw new NotImplementedException();
    public Dataset Dataset => throw new NotImplementedException();
    public CheckpointStore Checkpoints => throw new NotImplementedException();
    /// <summary>Folder that the finished model goes to.</summary>
    public string ModelFolder => throw new NotImplementedException();
    /// <summary>The newest command not yet acknowledged. A volatile read: cheap enough for every step.</summary>
    public WorkerCommand Command => throw new NotImplementedException();
    /// <summary>Says that the command was carried out.</summary>
    public void Acknowledge(WorkerCommand command) => throw new NotImplementedException();

    /// <summary>Starting → Running.</summary>
    public void Run(string device, long totalSteps, int totalEpochs, long parameters) => throw new NotImplementedException();
    public void Pause() => throw new NotImplementedException();
    public void Unpause() => throw new NotImplementedException();
    /// <summary>Drops metrics after <paramref name="step"/>: what a killed worker wrote beyond the checkpoint that this one resumes from.</summary>
    public void RewindMetrics(long step) => throw new NotImplementedException();
    public void Progress(long step, int epoch) => throw new NotImplementedException();
    public void Metric(long step, int epoch, string name, double value) => throw new NotImplementedException();
    public void Log(string level, string message) => throw new NotImplementedException();

    /// <summary>Running → Completed; the model's files are in <see cref="ModelFolder"/> and get registered with their hash and metrics.</summary>
    public void Complete(IReadOnlyDictionary<string, double> metrics) => throw new NotImplementedException();
    /// <summary>→ Stopped, after a checkpoint was written.</summary>
    public void Stopped() => throw new NotImplementedException();
    public void Cancelled() => throw new NotImplementedException();
    /// <summary>→ Failed with the error's text in session and log.</summary>
    public void Fail(Exception error) => throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();
}
