namespace ModelOps.Core;

/// <summary>Reads the sessions' logs.</summary>
public sealed class LogStore
{
    private readonly Workspace workspace;

    internal LogStore(Workspace workspace) => this.workspace = workspace;

    /// <summary>Entries in order, optionally after a sequence number, since a time, or the last <paramref name="tail"/>.</summary>
    public IReadOnlyList<TrainingLogEntry> Read(string sessionId, long after = 0, DateTime? since = null, int? tail = null)
    {
        var row = workspace.Sessions.GetRow(sessionId);
        return workspace.Registry.Read(c => LogTable.Read(c, row.Key, row.Session.Id, after, since, tail));
    }
}
