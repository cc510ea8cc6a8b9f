using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Remove-Dataset: removes datasets and their stored samples.</summary>
[Cmdlet(VerbsCommon.Remove, "Dataset", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveDatasetCommand : ModelOpsCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] DatasetName { get; set; } = [];

    protected override void Process() => ForEach(DatasetName, name =>
        ForEach(Names.Select(name, Workspace.Datasets.Get, () => Workspace.Datasets.Find(), d => d.Name), Remove));

    private void Remove(Dataset dataset)
    {
        if (ShouldProcess(dataset.Name, "Remove the dataset and its stored samples"))
            Workspace.Datasets.Remove(dataset.Name);
    }
}
