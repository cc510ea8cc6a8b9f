using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Restore-ModelSlot: brings slots back as models.</summary>
[Cmdlet(VerbsData.Restore, "ModelSlot", SupportsShouldProcess = true)]
[OutputType(typeof(Model))]
public sealed class RestoreModelSlotCommand : ModelOpsCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SlotCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    protected override void Process() => ForEach(Name, name =>
        ForEach(Names.Select(name, Workspace.Slots.Get, () => Workspace.Slots.Find(), s => s.Name), Restore));

    private void Restore(ModelSlot slot)
    {
        if (ShouldProcess(slot.Name, "Restore the model of slot"))
            WriteObject(RunWithProgress("Restoring", $"slot {slot.Name}", cancellation =>
                Workspace.Slots.Restore(slot.Name, cancellation)));
    }
}
