namespace ModelOps.Core;

/// <summary>Reads the sessions' metrics.</summary>
public sealed class MetricStore
{
    private readonly Workspace workspace;

    internal MetricStore(Workspace workspace) => this.workspace = workspace;

    /// <summary>
    /// Points written after the one with a sequence number (null: all), in the order of writing, and the greatest number there is: what to
    /// ask with next. Optionally only those written since a time (UTC).
    /// </summary>
    public (IReadOnlyList<MetricPoint> Points, long Last) ReadWritten(string sessionId, long? after = null, DateTime? since = null)
    {
        var row = workspace.Sessions.GetRow(sessionId);
        return workspace.Registry.Read(c => after is { } sequence
            ? MetricTable.Since(c, row.Key, row.Session.Id, sequence)
            : MetricTable.WrittenFrom(c, row.Key, row.Session.Id, since ?? DateTime.MinValue));
    }

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
