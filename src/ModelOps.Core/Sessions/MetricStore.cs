namespace ModelOps.Core;

public sealed class MetricStore
{
    internal MetricStore(Workspace workspace) => _ = workspace;

    /// <summary>Points of a session in order of step, optionally of some metrics, after a step, or only the latest of each.</summary>
    public IReadOnlyList<MetricPoint> Read(string sessionId, IReadOnlyCollection<string>? names = null, long afterStep = -1, bool latest = false) => throw new NotImplementedException();
}
