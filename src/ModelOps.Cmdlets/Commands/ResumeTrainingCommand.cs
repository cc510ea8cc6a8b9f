using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Resume-Training: goes on from the newest sound checkpoint, in the foreground or detached.</summary>
[Cmdlet(VerbsLifecycle.Resume, "Training", SupportsShouldProcess = true)]
[OutputType(typeof(TrainingSession))]
public sealed class ResumeTrainingCommand : TrainingCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ResumableSessionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SessionId { get; set; } = [];

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Epochs { get; set; }

    [Parameter]
    public SwitchParameter AsJob { get; set; }

    protected override void Process() => ForEach(SessionId, id => Resume(Workspace.Sessions.Get(id)));

    private void Resume(TrainingSession session)
    {
        if (!ShouldProcess(session.ShortId, "Resume training"))
            return;
        var resumed = Workspace.Trainings.Resume(session.Id, Epochs);
        if (AsJob)
            WriteObject(resumed);
        else
            RunInForeground(resumed);
    }
}
