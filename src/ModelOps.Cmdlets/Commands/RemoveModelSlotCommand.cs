using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Remove-ModelSlot: removes slots with the copies they hold.</summary>
[Cmdlet(VerbsCommon.Remove, "ModelSlot", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveModelSlotCommand : ModelOpsCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SlotCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    protected override void Process() => ForEach(Name, name =>
        ForEach(Names.Select(name, Workspace.Slots.NameOf, Workspace.Slots.Names, n => n), Remove));

    private void Remove(string name)
    {
        if (ShouldProcess(name, "Remove the slot and the copy it holds"))
            Workspace.Slots.Remove(name);
    }
}
