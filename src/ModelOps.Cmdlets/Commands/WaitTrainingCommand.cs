using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Wait-Training: waits until trainings have ended and returns them. Ctrl+C ends the waiting, not the trainings.</summary>
[Cmdlet(VerbsLifecycle.Wait, "Training")]
[OutputType(typeof(TrainingSession))]
public sealed class WaitTrainingCommand : TrainingCommand
{
    private readonly List<TrainingSession> _sessions = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ActiveSessionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SessionId { get; set; } = [];

    [Parameter]
    [Alias("TimeoutSec")]
    [ValidateRange(0, int.MaxValue / 1000)]
    public int? Timeout { get; set; }

    protected override void Process() => ForEach(SessionId, id => _sessions.Add(Workspace.Sessions.Get(id)));

    /// <summary>The limit counts once for all of them, from the moment the last one is known.</summary>
    protected override void Finish()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        if (Timeout is { } seconds)
            limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        ForEach(_sessions, session => Wait(session, limit.Token));
    }

    private void Wait(TrainingSession session, CancellationToken limit)
    {
        try
        {
            WriteObject(session.State.IsFinal() ? session : Follow(session, limit));
        }
        catch (OperationCanceledException) when (!Stopping)
        {
            var now = Workspace.Sessions.Get(session.Id);
            if (now.State.IsFinal())
                WriteObject(now);
            else
                WriteError("TrainingWaitTimeout", ErrorCategory.OperationTimeout, now, now.ShortId, now.State, Timeout);
        }
    }
}
