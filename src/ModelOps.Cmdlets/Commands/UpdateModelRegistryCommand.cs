using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Update-ModelRegistry: looks through folders for models and keeps the registry in step with them.</summary>
[Cmdlet(VerbsData.Update, "ModelRegistry", SupportsShouldProcess = true)]
[OutputType(typeof(ModelScanResult))]
public sealed class UpdateModelRegistryCommand : ModelOpsCommand
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    [Parameter]
    public SwitchParameter NoRecurse { get; set; }

    [Parameter]
    public SwitchParameter IncludeUnchanged { get; set; }

    protected override void Process()
    {
        if (Path is not null)
            ForEach(Path, path => Scan(ResolveNewPath(path)));
        else if (ShouldProcess("the folders of earlier scans", "Scan for models"))
            Write(RunWithProgress("Scanning", "the folders of earlier scans", Workspace.Scanner.Rescan));
    }

    private void Scan(string folder)
    {
        if (ShouldProcess(folder, "Scan for models"))
            Write(RunWithProgress("Scanning", folder, (progress, cancellation) => Workspace.Scanner.Scan(folder, !NoRecurse, progress, cancellation)));
    }

    private void Write(IReadOnlyList<ModelScanResult> results)
    {
        foreach (var result in results)
        {
            if (IncludeUnchanged || result.Status != ModelScanStatus.Unchanged)
                WriteObject(result);
        }
        var counts = results.GroupBy(r => r.Status).OrderBy(g => g.Key).Select(g => $"{g.Count()} {g.Key.ToString().ToLowerInvariant()}");
        WriteVerbose(results.Count == 0 ? "Nothing found." : string.Join(", ", counts) + ".");
    }
}
