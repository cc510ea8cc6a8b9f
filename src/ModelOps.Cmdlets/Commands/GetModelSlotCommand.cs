using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Get-ModelSlot: the slots and what they hold.</summary>
[Cmdlet(VerbsCommon.Get, "ModelSlot")]
[OutputType(typeof(ModelSlot))]
public sealed class GetModelSlotCommand : ModelOpsCommand
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SlotCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    protected override void Process() => ForEach(Names.OrAll(Name), name => WriteObject(
        Names.Select(name, Workspace.Slots.Get, () => Workspace.Slots.Find(), s => s.Name),
        enumerateCollection: true));
}
