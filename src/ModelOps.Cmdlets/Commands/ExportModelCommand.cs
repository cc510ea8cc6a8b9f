using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Export-Model: writes models, or the copies that slots hold, to files.</summary>
[Cmdlet(VerbsData.Export, "Model", SupportsShouldProcess = true, DefaultParameterSetName = ModelSet)]
[OutputType(typeof(ModelExport), typeof(Job))]
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
    public Quantization? Quantization { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = ".";

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter AsJob { get; set; }

    protected override void Process()
    {
        if (ParameterSetName == ModelSet)
            ForEach(ModelId, id => ExportModel(Workspace.Models.Get(id)));
        else
            ForEach(InputObject is null ? SlotName : [InputObject.Name], name => ExportSlot(Workspace.Slots.Get(name)));
    }

    private void ExportModel(Model model) => Export($"model {model.ShortId} ({model.Name})", (workspace, folder, progress, cancellation) =>
        workspace.Models.Export(model.Id, Format, folder, Force, progress, cancellation, Quantization));

    private void ExportSlot(ModelSlot slot) => Export($"slot {slot.Name}", (workspace, folder, progress, cancellation) =>
        workspace.Slots.Export(slot.Name, Format, folder, Force, progress, cancellation, Quantization));

    private void Export(string what, Func<Workspace, string, IProgress<double>, CancellationToken, ModelExport> export)
    {
        var folder = ResolveNewPath(Destination);
        if (!ShouldProcess(what, $"Export as {Format} to {folder}"))
            return;
        if (AsJob)
            Start(what, folder, export);
        else
            WriteObject(RunWithProgress("Exporting", what, (progress, cancellation) => export(Workspace, folder, progress, cancellation)));
    }

    /// <summary>The job outlives this cmdlet, and with it the workspace that it works in.</summary>
    private void Start(string what, string folder, Func<Workspace, string, IProgress<double>, CancellationToken, ModelExport> export)
    {
        var home = Home.Path;
        var job = BackgroundJob.Start($"Export-Model -Format {Format}", "Export-Model", what, (progress, cancellation) =>
        {
            using var workspace = Workspace.Open(home);
            return export(workspace, folder, progress, cancellation);
        });
        JobRepository.Add(job);
        WriteObject(job);
    }
}
