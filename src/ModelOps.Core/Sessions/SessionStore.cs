namespace ModelOps.Core;

/// <summary>Reads sessions. What changes one is <see cref="TrainingService"/> and, once it is claimed, its worker's <see cref="WorkerSession"/>.</summary>
public sealed class SessionStore
{
    private const int CandidatesShown = 5;

    private readonly Workspace workspace;

    internal SessionStore(Workspace workspace) => this.workspace = workspace;

    /// <summary>Sessions, newest first; dead workers' sessions are turned to Interrupted first, and what can be started is.</summary>
    public IReadOnlyList<TrainingSession> Find(SessionQuery? query = null)
    {
        query ??= new();
        bool repaired = query.AsRecorded || workspace.Queue.Refresh();
        var rows = workspace.Registry.Read(c => repaired ? workspace.SessionTable.Find(c, query) : workspace.Unrepaired.Find(c, query));
        return rows.ConvertAll(row => row.Session);
    }

    /// <summary>By id or unique id prefix.</summary>
    public TrainingSession Get(string id)
    {
        bool repaired = workspace.Queue.Refresh();
        var row = GetRow(id);
        return (repaired ? row : workspace.Registry.Read(c => workspace.Leases.AsRepaired(c, row))).Session;
    }

    /// <summary>The profile as the session runs it.</summary>
    public TrainingProfile Profile(string id) => SessionFolder.ReadProfile(workspace.Home, GetRow(id).Session.Id);

    /// <summary>A session's row by id or unique id prefix, as it stands: without a look at its worker.</summary>
    internal SessionRow GetRow(string id)
    {
        var rows = TypedId.Parse(id) is { } typed
            ? workspace.Registry.Read(c => workspace.SessionTable.ById(c, typed, CandidatesShown + 1))
            : [];
        return rows.Count switch
        {
            1 => rows[0],
            0 => throw Error.NotFound("SessionNotFound", id, workspace.Registry.Read(workspace.SessionTable.ShortIdsOf)),
            _ => throw Error.Of(ErrorKind.InvalidInput, "AmbiguousId", id, Candidates(rows)),
        };
    }

    private static string Candidates(List<SessionRow> rows)
    {
        var shown = rows.Take(CandidatesShown).Select(r => $"{r.Session.ShortId} ({r.Session.ProfileName})");
        return string.Join(", ", shown) + (rows.Count > CandidatesShown ? ", …" : "");
    }
}
