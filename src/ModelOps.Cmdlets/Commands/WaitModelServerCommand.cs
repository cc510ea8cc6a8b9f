using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Wait-ModelServer: waits until servers are ready and returns them.</summary>
[Cmdlet(VerbsLifecycle.Wait, "ModelServer")]
[OutputType(typeof(ModelServer))]
public sealed class WaitModelServerCommand : ServerCommand
{
    private readonly List<string> _names = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ActiveServerCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    [Parameter]
    [Alias("TimeoutSec")]
    [ValidateRange(0, int.MaxValue / 1000)]
    public int? Timeout { get; set; }

    protected override void Process() => ForEach(Name, name => _names.AddRange(Select(name).Select(s => s.Name)));

    protected override void Finish() => WaitAndWrite(
        [.. _names.Distinct(StringComparer.OrdinalIgnoreCase)], Timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
}
