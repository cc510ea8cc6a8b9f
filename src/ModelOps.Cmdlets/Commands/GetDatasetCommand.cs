using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Get-Dataset: the datasets of the registry, or samples of one as objects.</summary>
[Cmdlet(VerbsCommon.Get, "Dataset", DefaultParameterSetName = ListSet)]
[OutputType(typeof(Dataset), ParameterSetName = [ListSet])]
[OutputType(typeof(PSObject), ParameterSetName = [PreviewSet])]
public sealed class GetDatasetCommand : ModelOpsCommand
{
    private const string ListSet = "List";
    private const string PreviewSet = "Preview";

    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ListSet)]
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PreviewSet)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? DatasetName { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = PreviewSet)]
    [ValidateRange(1L, long.MaxValue)]
    public long Preview { get; set; }

    [Parameter(ParameterSetName = PreviewSet)]
    [ValidateRange(0L, long.MaxValue)]
    public long Skip { get; set; }

    protected override void Process() => ForEach(Names.OrAll(DatasetName), name =>
        ForEach(Names.Select(name, Workspace.Datasets.Get, () => Workspace.Datasets.Find(), d => d.Name), Write));

    private void Write(Dataset dataset)
    {
        if (ParameterSetName == ListSet)
        {
            WriteObject(dataset);
            return;
        }
        foreach (var sample in Workspace.Datasets.Samples(dataset, Skip, Preview))
        {
            Cancellation.ThrowIfCancellationRequested();
            WriteObject(SampleRow.Of(dataset, sample));
        }
    }
}
