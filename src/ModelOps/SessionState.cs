namespace ModelOps;

/// <summary>Where a training session stands. Only the worker that holds its lease moves it on from <see cref="Starting"/>.</summary>
public enum SessionState
{
    /// <summary>Waits for a worker.</summary>
    Queued,
    /// <summary>A worker was started and loads its data.</summary>
    Starting,
    /// <summary>Steps are being taken.</summary>
    Running,
    /// <summary>The worker is alive and waits for a resume command.</summary>
    Paused,
    /// <summary>Stopped on request, with a checkpoint; can be resumed.</summary>
    Stopped,
    /// <summary>The worker died; can be resumed from the newest sound checkpoint.</summary>
    Interrupted,
    /// <summary>An error ended it; the log has it.</summary>
    Failed,
    /// <summary>Cancelled on request, without a last checkpoint.</summary>
    Cancelled,
    /// <summary>Trained to its end; the model is kept.</summary>
    Completed,
}

/// <summary>Questions about a <see cref="SessionState"/>.</summary>
public static class SessionStates
{
    /// <summary>True where no worker will touch the session any more unless it is resumed.</summary>
    public static bool IsFinal(this SessionState state) =>
        state is SessionState.Stopped or SessionState.Interrupted or SessionState.Failed or SessionState.Cancelled or SessionState.Completed;

    /// <summary>True where a worker owns the session or is about to.</summary>
    public static bool IsActive(this SessionState state) =>
        state is SessionState.Starting or SessionState.Running or SessionState.Paused;
}
