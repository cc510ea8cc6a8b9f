using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Export-Dataset: writes datasets to files that can be imported again.</summary>
[Cmdlet(VerbsData.Export, "Dataset", SupportsShouldProcess = true)]
[OutputType(typeof(DatasetExport))]
public sealed class ExportDatasetCommand : ModelOpsCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] DatasetName { get; set; } = [];

    [Parameter]
    public DatasetFormat Format { get; set; } = DatasetFormat.Csv;

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = ".";

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void Process() => ForEach(DatasetName, name =>
        ForEach(Names.Select(name, Workspace.Datasets.Get, () => Workspace.Datasets.Find(), d => d.Name), Export));

    private void Export(Dataset dataset)
    {
        var folder = ResolveNewPath(Destination);
        if (ShouldProcess($"dataset {dataset.Name}", $"Export as {Format} to {folder}"))
        {
            WriteObject(RunWithProgress("Exporting", $"dataset {dataset.Name}", cancellation =>
                Workspace.Datasets.Export(dataset.Name, Format, folder, Force, cancellation)));
        }
    }
}
