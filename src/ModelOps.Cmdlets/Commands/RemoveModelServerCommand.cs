using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Remove-ModelServer: forgets servers that have ended, and their logs.</summary>
[Cmdlet(VerbsCommon.Remove, "ModelServer", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemoveModelServerCommand : ServerCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    protected override void Process() => ForEach(Name, name => ForEach(Select(name), server =>
    {
        if (ShouldProcess(server.Name, "Remove the server's entry and logs"))
            Workspace.Servers.Remove(server.Name);
    }));
}
