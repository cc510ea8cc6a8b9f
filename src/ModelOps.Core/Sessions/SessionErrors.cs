namespace ModelOps.Core;

/// <summary>Errors that say who has a session and what can be done.</summary>
internal static class SessionErrors
{
    /// <summary>For a worker: the session doesn't wait for one.</summary>
    public static ModelOpsException NotQueued(SessionRow row) => row.State.IsActive()
        ? Owned(row)
        : Error.Of(ErrorKind.Conflict, "SessionNotQueued", row.Session.ShortId, row.State);

    /// <summary>For a resume: the session has a worker, waits for one, or came to an end that can't be taken back.</summary>
    public static ModelOpsException CannotResume(SessionRow row) => row.State switch
    {
        SessionState.Queued => Error.Of(ErrorKind.Conflict, "SessionAlreadyQueued", row.Session.ShortId),
        SessionState.Completed => Error.Of(ErrorKind.Conflict, "SessionCompleted", row.Session.ShortId, row.Session.Epoch),
        SessionState.Cancelled => Error.Of(ErrorKind.Conflict, "SessionCannotResume", row.Session.ShortId, row.State),
        _ => Owned(row),
    };

    /// <summary>For a command to a worker: the session has none.</summary>
    public static ModelOpsException NotActive(SessionRow row) =>
        Error.Of(ErrorKind.Conflict, "SessionNotActive", row.Session.ShortId, row.State);

    /// <summary>For a change of the queue's order: the session doesn't wait in it.</summary>
    public static ModelOpsException NotWaiting(SessionRow row) =>
        Error.Of(ErrorKind.Conflict, "SessionNotWaiting", row.Session.ShortId, row.State);

    private static ModelOpsException Owned(SessionRow row) =>
        Error.Of(ErrorKind.Conflict, "SessionOwned", row.Session.ShortId, row.State, Describe(row.Worker));

    private static string Describe(ProcessIdentity? process) => process switch
    {
        null => "an unknown process",
        { IsLocal: true } => $"process {process.Id}",
        _ => $"process {process.Id} of another machine or container",
    };
}
