using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Restart-ModelServer: ends servers and starts them anew, as they were started last.</summary>
[Cmdlet(VerbsLifecycle.Restart, "ModelServer", SupportsShouldProcess = true)]
[OutputType(typeof(ModelServer))]
public sealed class RestartModelServerCommand : ServerCommand
{
    private readonly List<string> _restarted = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    [Parameter]
    public SwitchParameter NoWait { get; set; }

    protected override void Process() => ForEach(Name, name => ForEach(Select(name), Restart));

    protected override void Finish() => WaitAndWrite(_restarted, null);

    private void Restart(ModelServer server)
    {
        if (!ShouldProcess(server.Name, "Restart model server"))
            return;
        var restarted = Workspace.Servers.Restart(server.Name);
        if (NoWait)
            WriteObject(restarted);
        else
            _restarted.Add(server.Name);
    }
}
