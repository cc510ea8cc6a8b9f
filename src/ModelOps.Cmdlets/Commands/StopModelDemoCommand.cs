using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Stop-ModelDemo: ends demos and their processes.</summary>
[Cmdlet(VerbsLifecycle.Stop, "ModelDemo", SupportsShouldProcess = true)]
[OutputType(typeof(ModelDemo))]
public sealed class StopModelDemoCommand : DemoCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ActiveDemoCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void Process() => ForEach(Name, name => ForEach(Select(name), Stop));

    private void Stop(ModelDemo demo)
    {
        if (!ShouldProcess(demo.Name, "Stop model demo"))
            return;
        var ended = RunWithProgress(
            "Stopping", $"demo {demo.Name}", cancellation => Workspace.Demos.StopAsync(demo.Name, cancellation).GetAwaiter().GetResult());
        if (PassThru)
            WriteObject(ended);
    }
}
