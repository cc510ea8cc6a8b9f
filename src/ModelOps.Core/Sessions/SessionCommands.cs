using System.Diagnostics;

namespace ModelOps.Core;

/// <summary>Asks workers to do something and waits for their answer.</summary>
internal sealed class SessionCommands(Workspace workspace)
{
    /// <summary>
    /// How long a worker may take to answer. It is asked between two steps, so that only a very long step takes that long.
    /// </summary>
    internal static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Gives a command to the worker of a session, once <paramref name="change"/> has made its changes in the same transaction, and returns
    /// the session when the worker has acknowledged it, or has ended without. Nothing is asked where <paramref name="change"/> says so.
    /// Unavailable ("CommandNotAnswered") where it takes too long; the worker then still does it when it comes to it.
    /// </summary>
    public async Task<TrainingSession> SendAsync(
        string sessionId, WorkerCommand command, Func<RegistryConnection, SessionRow, bool> change, CancellationToken cancellation)
    {
        workspace.Leases.Run();
        var before = workspace.Sessions.GetRow(sessionId);
        long sequence = workspace.Registry.Write(c =>
        {
            var row = workspace.Leases.Repair(c, before.Key) ?? throw Error.NotFound("SessionNotFound", sessionId, []);
            return change(c, row) ? CommandTable.Add(c, row.Key, command) : 0;
        });
        for (var waited = Stopwatch.StartNew(); sequence > 0 && !workspace.Registry.Read(c => CommandTable.IsAcknowledged(c, sequence)); )
        {
            if (waited.Elapsed > AnswerLimit)
                throw Error.Of(ErrorKind.Unavailable, "CommandNotAnswered", before.Session.ShortId, command, AnswerLimit.TotalSeconds);
            await Task.Delay(Poll, cancellation).ConfigureAwait(false);
            workspace.Leases.Run();
        }
        return workspace.Sessions.Get(before.Session.Id);
    }

    /// <summary>Running → Paused, or as soon as it runs. Nothing happens to one that is paused.</summary>
    public Task<TrainingSession> PauseAsync(string sessionId, CancellationToken cancellation) =>
        SendAsync(sessionId, WorkerCommand.Pause, (_, row) => RequireActive(row).State != SessionState.Paused, cancellation);

    /// <summary>Paused → Running.</summary>
    public Task<TrainingSession> ContinueAsync(string sessionId, CancellationToken cancellation) =>
        SendAsync(sessionId, WorkerCommand.Resume, (_, row) => RequireActive(row).State == SessionState.Paused, cancellation);

    public Task<TrainingSession> EvaluateAsync(string sessionId, CancellationToken cancellation) =>
        SendAsync(sessionId, WorkerCommand.Evaluate, (_, row) => RequireActive(row) is not null, cancellation);

    /// <summary>A session that has no worker now keeps the limit for the next one.</summary>
    public Task<TrainingSession> LimitAsync(string sessionId, double stepsPerSecond, CancellationToken cancellation)
    {
        if (!double.IsFinite(stepsPerSecond) || stepsPerSecond < 0)
            throw Error.Of(ErrorKind.InvalidInput, "StepLimitInvalid", stepsPerSecond);
        return SendAsync(sessionId, WorkerCommand.Limit, (c, row) =>
        {
            if (row.State is SessionState.Completed or SessionState.Cancelled)
                throw SessionErrors.NotActive(row);
            workspace.SessionTable.SetStepsPerSecond(c, row.Key, stepsPerSecond);
            return row.State.IsActive();
        }, cancellation);
    }

    private static SessionRow RequireActive(SessionRow row) => row.State.IsActive() ? row : throw SessionErrors.NotActive(row);
}
