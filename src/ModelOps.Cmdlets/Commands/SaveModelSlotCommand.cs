using System.Management.Automation;
using System.Management.Automation.Host;

namespace ModelOps.Cmdlets;

/// <summary>Save-ModelSlot: copies a model into a named slot.</summary>
[Cmdlet(VerbsData.Save, "ModelSlot", SupportsShouldProcess = true)]
[OutputType(typeof(ModelSlot))]
public sealed class SaveModelSlotCommand : ModelOpsCommand
{
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(SlotCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string ModelId { get; set; } = "";

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void Process()
    {
        var model = Workspace.Models.Get(ModelId);
        if (!ShouldProcess(Name, $"Save model {model.ShortId} ({model.Name}) in slot"))
            return;
        var taken = Workspace.Slots.Find().FirstOrDefault(s => s.Name.Equals(Name, StringComparison.OrdinalIgnoreCase));
        var replace = taken is not null && !Force ? AskToReplace(taken) : Force;
        if (replace is null)
            return;
        var slot = RunWithProgress("Saving", $"slot {Name}", cancellation =>
            Workspace.Slots.Save(Name, model.Id, replace.Value, cancellation));
        if (PassThru)
            WriteObject(slot);
    }

    /// <summary>
    /// True for yes, null for no; false where nobody can be asked, so that the taken slot becomes an error that names -Force.
    /// </summary>
    private bool? AskToReplace(ModelSlot taken)
    {
        var held = $"model {taken.ModelShortId} of {DisplayText.DateAndTime(taken.Created)}";
        try
        {
            return ShouldContinue($"Slot '{taken.Name}' holds {held}. Replace it?", "Replace a slot") ? true : null;
        }
        // The last: the console at the end of its input.
        catch (Exception e) when (e is HostException or PSInvalidOperationException or NullReferenceException)
        {
            return false;
        }
    }
}
