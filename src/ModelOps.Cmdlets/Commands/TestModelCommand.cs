using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Test-Model: compares models' files with what the registry says of them.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Model")]
[OutputType(typeof(ModelTest))]
public sealed class TestModelCommand : ModelOpsCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ModelId { get; set; } = [];

    protected override void Process() => ForEach(ModelId, id =>
        WriteObject(RunWithProgress("Testing", id, (progress, cancellation) => Workspace.Models.Test(id, progress, cancellation))));
}
