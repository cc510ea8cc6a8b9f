namespace ModelOps.Core;

public sealed class LogStore
{
    internal LogStore(Workspace workspace) => _ = workspace;

    /// <summary>Entries in order, optionally after a sequence number, since a time, or the last <paramref name="tail"/>.</summary>
    public IReadOnlyList<TrainingLogEntry> Read(string sessionId, long after = 0, DateTime? since = null, int? tail = null) => throw new NotImplementedException();
}
