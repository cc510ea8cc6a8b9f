using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Test-ModelOps: looks at all that ModelOps needs, and says what to do about what isn't well.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ModelOps", SupportsShouldProcess = true)]
[OutputType(typeof(ModelOpsFinding), typeof(bool))]
public sealed class TestModelOpsCommand : ModelOpsCommand
{
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(CheckCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Check { get; set; }

    [Parameter]
    public SwitchParameter Full { get; set; }

    [Parameter]
    public SwitchParameter Repair { get; set; }

    [Parameter]
    public SwitchParameter Quiet { get; set; }

    protected override void Process()
    {
        var home = Home;
        var options = new DiagnosisOptions
        {
            Checks = Check,
            Full = Full,
            Repair = Repair && ShouldProcess(home.Path, "Mend what can be mended without losing anything"),
        };
        var findings = RunOutsideWorkspace(
            "Looking at ModelOps", home.Path, (progress, cancellation) => new Diagnosis(home).Run(options, progress, cancellation));
        if (Quiet)
            WriteObject(findings.All(f => f.Status != FindingStatus.Error));
        else
            WriteObject(findings, enumerateCollection: true);
    }
}
