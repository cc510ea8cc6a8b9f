using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Remove-Training: cancels trainings that wait, deletes those that have ended with their files.</summary>
[Cmdlet(VerbsCommon.Remove, "Training", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveTrainingCommand : ModelOpsCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(RemovableSessionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SessionId { get; set; } = [];

    protected override void Process() => ForEach(SessionId, id => Remove(Workspace.Sessions.Get(id)));

    private void Remove(TrainingSession session)
    {
        var action = session.State switch
        {
            TrainingState.Queued => "Cancel the queued training",
            TrainingState.Completed => "Delete the training with its log, metrics and checkpoints; its model stays",
            _ => "Delete the training with its log, metrics and checkpoints, and its unfinished model",
        };
        if (ShouldProcess($"{session.ShortId} ({session.ProfileName})", action))
            Workspace.Trainings.Remove(session.Id);
    }
}
