using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Stop-ModelServer: ends servers with all their processes.</summary>
[Cmdlet(VerbsLifecycle.Stop, "ModelServer", SupportsShouldProcess = true)]
[OutputType(typeof(ModelServer))]
public sealed class StopModelServerCommand : ServerCommand
{
    private readonly List<ModelServer> _servers = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ActiveServerCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void Process() => ForEach(Name, name => ForEach(Select(name), Choose));

    /// <summary>All that the pipeline brought end at the same time.</summary>
    protected override void Finish()
    {
        if (_servers.Count == 0)
            return;
        var names = string.Join(", ", _servers.Select(s => s.Name));
        var ends = _servers.Select(s => Workspace.Servers.StopAsync(s.Name, Force, Cancellation)).ToList();
        RunWithProgress("Stopping model servers", names, _ => Task.WhenAll(ends).ContinueWith(_ => true, TaskScheduler.Default).Result);
        ForEach(ends, end =>
        {
            var server = end.GetAwaiter().GetResult();
            if (PassThru)
                WriteObject(server);
        });
    }

    private void Choose(ModelServer server)
    {
        if (ShouldProcess(server.Name, Force ? "Kill model server" : "Stop model server"))
            _servers.Add(server);
    }
}
