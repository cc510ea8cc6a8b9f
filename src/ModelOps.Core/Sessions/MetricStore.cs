namespace ModelOps.Core;

/// <summary>Reads the sessions' metrics.</summary>
public sealed class MetricStore
{
    private readonly Workspace workspace;

    internal MetricStore(Workspace workspace) => this.workspace = workspace;

    /// <summary>Points of a session in order of step, optionally of some metrics, after a step, or only the latest of each.</summary>
    public IReadOnlyList<MetricPoint> Read(
        string sessionId, IReadOnlyCollection<string>? names = null, long afterStep = -1, bool latest = false)
    {
        var row = workspace.Sessions.GetRow(sessionId);
        return workspace.Registry.Read(c =>
        {
            if (!latest)
                return MetricTable.Read(c, row.Key, row.Session.Id, names, afterStep);
            var wanted = names is { Count: > 0 } ? names : row.Session.Metrics.Keys;
            return MetricTable.Latest(c, row.Key, row.Session.Id, wanted).FindAll(p => p.Step > afterStep);
        });
    }
}
