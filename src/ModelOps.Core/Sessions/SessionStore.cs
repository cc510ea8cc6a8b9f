namespace ModelOps.Core;

/// <summary>Reads sessions. What changes one is <see cref="TrainingService"/> and, once it is claimed, its worker's <see cref="WorkerSession"/>.</summary>
public sealed class SessionStore
{
    internal SessionStore(Workspace workspace) => _ = workspace;

    /// <summary>Sessions, newest first; dead workers' sessions are turned to Interrupted first.</summary>
    public IReadOnlyList<TrainingSession> Find(SessionState? state = null, string? profile = null, int? newest = null) => throw new NotImplementedException();
    /// <summary>By id or unique id prefix.</summary>
    public TrainingSession Get(string id) => throw new NotImplementedException();
    /// <summary>The profile as the session runs it.</summary>
    public TrainingProfile Profile(string id) => throw new NotImplementedException();
}
