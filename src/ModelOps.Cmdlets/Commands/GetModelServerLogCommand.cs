using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Get-ModelServerLog: the last lines that servers printed; -Wait follows them until the servers end.</summary>
[Cmdlet(VerbsCommon.Get, "ModelServerLog")]
[OutputType(typeof(string))]
public sealed class GetModelServerLogCommand : ServerCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Tail { get; set; } = 50;

    [Parameter]
    public SwitchParameter Wait { get; set; }

    protected override void Process() => ForEach(Name, name => ForEach(Select(name), Write));

    private void Write(ModelServer server)
    {
        if (Wait)
            Follow(Workspace.Servers.FollowLogAsync(server.Name, Tail, Cancellation), WriteObject);
        else
            WriteObject(Workspace.Servers.ReadLog(server.Name, Tail), enumerateCollection: true);
    }
}
