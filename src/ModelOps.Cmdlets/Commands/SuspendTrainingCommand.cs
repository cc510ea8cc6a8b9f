using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Suspend-Training: holds running trainings at their next step; Resume-Training lets them go on.</summary>
[Cmdlet(VerbsLifecycle.Suspend, "Training", SupportsShouldProcess = true)]
[OutputType(typeof(TrainingSession))]
public sealed class SuspendTrainingCommand : ModelOpsCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(RunningSessionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SessionId { get; set; } = [];

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void Process() => ForEach(SessionId, id => Suspend(Workspace.Sessions.Get(id)));

    private void Suspend(TrainingSession session)
    {
        if (!ShouldProcess(session.ShortId, "Pause training"))
            return;
        var paused = RunWithProgress("Pausing training", session.ShortId, cancellation =>
            Workspace.Trainings.PauseAsync(session.Id, cancellation).GetAwaiter().GetResult());
        if (PassThru)
            WriteObject(paused);
    }
}
