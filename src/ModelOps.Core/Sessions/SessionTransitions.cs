using static ModelOps.SessionState;

namespace ModelOps.Core;

/// <summary>Which state of a session may follow which, and what each means for its model.</summary>
internal static class SessionTransitions
{
    private static readonly Dictionary<SessionState, SessionState[]> Following = new()
    {
        [Queued] = [Starting, Stopped, Cancelled, Failed, Interrupted],
        [Starting] = [Running, Stopped, Cancelled, Failed, Interrupted],
        [Running] = [Paused, Completed, Stopped, Cancelled, Failed, Interrupted],
        [Paused] = [Running, Stopped, Cancelled, Failed, Interrupted],
        [Stopped] = [Queued],
        [Interrupted] = [Queued],
        [Failed] = [Queued],
        [Cancelled] = [],
        [Completed] = [Queued],
    };

    public static bool IsAllowed(SessionState from, SessionState to) => Following[from].Contains(to);

    /// <summary>Whether <see cref="TrainingService.Resume"/> takes it up again.</summary>
    /// <param name="state">The session's.</param>
    /// <param name="extended">Whether it gets another number of epochs: then one that is completed goes on too.</param>
    public static bool CanResume(this SessionState state, bool extended = false) =>
        IsAllowed(state, Queued) && (extended || state != Completed);

    public static ModelState ModelState(SessionState state) => state switch
    {
        Completed => ModelOps.ModelState.Completed,
        Failed => ModelOps.ModelState.Failed,
        Stopped or Interrupted or Cancelled => ModelOps.ModelState.Interrupted,
        _ => ModelOps.ModelState.Training,
    };
}
