using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Set-Training: changes a training while it runs (speed limit, evaluation now) or waits (priority, place in the queue).</summary>
[Cmdlet(VerbsCommon.Set, "Training", SupportsShouldProcess = true, DefaultParameterSetName = ChangeSet)]
[OutputType(typeof(TrainingSession))]
public sealed class SetTrainingCommand : ModelOpsCommand
{
    private const string ChangeSet = "Change";
    private const string FirstSet = "First";
    private const string LastSet = "Last";
    private const string BeforeSet = "Before";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ActiveSessionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SessionId { get; set; } = [];

    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double? StepsPerSecond { get; set; }

    [Parameter]
    public SwitchParameter Evaluate { get; set; }

    [Parameter(ParameterSetName = ChangeSet)]
    [ValidateRange(-SessionQueue.MaxPriority, SessionQueue.MaxPriority)]
    public int? Priority { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = FirstSet)]
    public SwitchParameter First { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = LastSet)]
    public SwitchParameter Last { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = BeforeSet)]
    [ArgumentCompleter(typeof(QueuedSessionCompleter))]
    [ValidateNotNullOrEmpty]
    public string Before { get; set; } = "";

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void Process() => ForEach(SessionId, id => Change(Workspace.Sessions.Get(id)));

    private void Change(TrainingSession session)
    {
        var changes = Changes().ToList();
        if (changes.Count == 0)
            throw Error.Of(ErrorKind.InvalidInput, "TrainingChangeMissing", session.ShortId);
        if (!ShouldProcess(session.ShortId, string.Join(", ", changes.Select(change => change.What))))
            return;
        foreach (var (what, change) in changes)
            session = RunWithProgress(what, session.ShortId, cancellation => change(Workspace.Trainings, session.Id, cancellation));
        if (PassThru)
            WriteObject(session);
    }

    private delegate TrainingSession Work(TrainingService trainings, string id, CancellationToken cancellation);

    private IEnumerable<(string What, Work Change)> Changes()
    {
        if (Priority is { } priority)
            yield return ($"Set priority to {priority}", (trainings, id, _) => trainings.SetPriority(id, priority));
        if (First)
            yield return ("Move to the front of the queue", (trainings, id, _) => trainings.MoveFirst(id));
        if (Last)
            yield return ("Move to the end of the queue", (trainings, id, _) => trainings.MoveLast(id));
        if (Before.Length > 0)
            yield return ($"Move before {Before} in the queue", (trainings, id, _) => trainings.MoveBefore(id, Before));
        if (StepsPerSecond is { } limit)
            yield return (limit > 0 ? FormattableString.Invariant($"Limit to {limit} steps a second") : "Take the limit of speed away",
                (trainings, id, cancellation) => trainings.LimitAsync(id, limit, cancellation).GetAwaiter().GetResult());
        if (Evaluate)
            yield return ("Evaluate", (trainings, id, cancellation) => trainings.EvaluateAsync(id, cancellation).GetAwaiter().GetResult());
    }
}
