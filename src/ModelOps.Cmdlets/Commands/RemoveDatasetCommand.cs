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
        ForEach(Names.Select(name, Workspace.Datasets.NameOf, Workspace.Datasets.Names, n => n), Remove));

    private void Remove(string name)
    {
        if (ShouldProcess(name, "Remove the dataset and its stored samples"))
            Workspace.Datasets.Remove(name);
    }
}
