using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Stop-Training: asks trainings to save and stop, or with -Force to end at once.</summary>
[Cmdlet(VerbsLifecycle.Stop, "Training", SupportsShouldProcess = true)]
[OutputType(typeof(TrainingSession))]
public sealed class StopTrainingCommand : ModelOpsCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ActiveSessionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SessionId { get; set; } = [];

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void Process() => ForEach(SessionId, id => Stop(Workspace.Sessions.Get(id)));

    private void Stop(TrainingSession session)
    {
        if (!ShouldProcess(session.ShortId, Force ? "End training without saving" : "Save and stop training"))
            return;
        var end = RunWithProgress("Stopping training", session.ShortId, cancellation =>
            Workspace.Trainings.StopAsync(session.Id, Force, cancellation).GetAwaiter().GetResult());
        if (PassThru)
            WriteObject(end);
    }
}
