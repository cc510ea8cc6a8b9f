using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Get-Dataset: the datasets of the registry.</summary>
[Cmdlet(VerbsCommon.Get, "Dataset")]
[OutputType(typeof(Dataset))]
public sealed class GetDatasetCommand : ModelOpsCommand
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? DatasetName { get; set; }

    protected override void Process() => ForEach(Names.OrAll(DatasetName), name => WriteObject(
        Names.Select(name, Workspace.Datasets.Get, () => Workspace.Datasets.Find(), d => d.Name),
        enumerateCollection: true));
}
