using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Export-Model: writes models, or the copies that slots hold, to files.</summary>
[Cmdlet(VerbsData.Export, "Model", SupportsShouldProcess = true, DefaultParameterSetName = ModelSet)]
[OutputType(typeof(ModelExport))]
public sealed class ExportModelCommand : ModelOpsCommand
{
    private const string ModelSet = "Model";
    private const string SlotSet = "Slot";
    private const string SlotNameSet = "SlotName";

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ModelSet,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ModelId { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = SlotSet, ValueFromPipeline = true)]
    [ValidateNotNull]
    public ModelSlot? InputObject { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = SlotNameSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SlotCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SlotName { get; set; } = [];

    [Parameter]
    public ExportFormat Format { get; set; } = ExportFormat.Zip;

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = ".";

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void Process()
    {
        if (ParameterSetName == ModelSet)
            ForEach(ModelId, id => ExportModel(Workspace.Models.Get(id)));
        else
            ForEach(InputObject is null ? SlotName : [InputObject.Name], name => ExportSlot(Workspace.Slots.Get(name)));
    }

    private void ExportModel(Model model) => Export($"model {model.ShortId} ({model.Name})", (folder, cancellation) =>
        Workspace.Models.Export(model.Id, Format, folder, Force, cancellation));

    private void ExportSlot(ModelSlot slot) => Export($"slot {slot.Name}", (folder, cancellation) =>
        Workspace.Slots.Export(slot.Name, Format, folder, Force, cancellation));

    private void Export(string what, Func<string, CancellationToken, ModelExport> export)
    {
        var folder = ResolveNewPath(Destination);
        if (ShouldProcess(what, $"Export as {Format} to {folder}"))
            WriteObject(RunWithProgress("Exporting", what, cancellation => export(folder, cancellation)));
    }
}
