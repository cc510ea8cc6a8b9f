using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Get-ModelServer: the model servers and how they fare.</summary>
[Cmdlet(VerbsCommon.Get, "ModelServer")]
[OutputType(typeof(ModelServer))]
public sealed class GetModelServerCommand : ServerCommand
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    [Parameter]
    public ModelServerState[]? State { get; set; }

    protected override void Process() => ForEach(Names.OrAll(Name), name =>
        WriteObject(Select(name).Where(s => State is null || State.Contains(s.State)), enumerateCollection: true));
}
