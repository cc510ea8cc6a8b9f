using System.Collections;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Completes ids of training sessions, newest first.</summary>
public class SessionCompleter : NameCompleter
{
    private const int Newest = 500;

    protected override IEnumerable<Completion> Find(Workspace workspace, IDictionary bound) =>
        workspace.Sessions.Find(new() { Newest = Newest, AsRecorded = true }).Where(s => Fits(s.State)).Select(s => new Completion(
            s.ShortId, $"{s.ProfileName} on {s.DatasetName}, {DisplayText.State(s)}, {DisplayText.DateAndTime(s.Created)}"));

    /// <summary>Whether a session in this state is of use to the cmdlet.</summary>
    protected virtual bool Fits(TrainingState state) => true;
}

/// <summary>Completes ids of sessions that a worker has or that wait for one.</summary>
public sealed class ActiveSessionCompleter : SessionCompleter
{
    protected override bool Fits(TrainingState state) => !state.IsFinal();
}

/// <summary>Completes ids of sessions that can be resumed.</summary>
public sealed class ResumableSessionCompleter : SessionCompleter
{
    protected override bool Fits(TrainingState state) =>
        state is TrainingState.Stopped or TrainingState.Interrupted or TrainingState.Failed or TrainingState.Paused;
}

/// <summary>Completes ids of sessions that wait in the queue.</summary>
public sealed class QueuedSessionCompleter : SessionCompleter
{
    protected override bool Fits(TrainingState state) => state == TrainingState.Queued;
}

/// <summary>Completes ids of sessions whose worker can be asked for something.</summary>
public sealed class RunningSessionCompleter : SessionCompleter
{
    protected override bool Fits(TrainingState state) => state.IsActive();
}

/// <summary>Completes ids of sessions that can be removed.</summary>
public sealed class RemovableSessionCompleter : SessionCompleter
{
    protected override bool Fits(TrainingState state) => !state.IsActive();
}
