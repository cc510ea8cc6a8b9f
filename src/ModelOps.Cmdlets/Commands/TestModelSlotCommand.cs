using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Test-ModelSlot: compares slots' files with what was saved.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ModelSlot")]
[OutputType(typeof(SlotTest))]
public sealed class TestModelSlotCommand : ModelOpsCommand
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("SlotName")]
    [ArgumentCompleter(typeof(SlotCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    protected override void Process() => ForEach(Chosen(Name), name =>
        WriteObject(
            RunWithProgress("Testing", $"slot {name}", (progress, cancellation) => Workspace.Slots.Test(name, progress, cancellation))));

    /// <summary>The names given, and those that wildcards mean; damaged slots have one too.</summary>
    private IEnumerable<string> Chosen(string[]? given) =>
        Names.OrAll(given).SelectMany(name => Names.Select(name, n => n, Workspace.Slots.Names, n => n));
}
