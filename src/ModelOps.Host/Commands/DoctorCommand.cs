using System.CommandLine;
using ModelOps.Core;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class DoctorCommand
{
    public static Command Create()
    {
        var checks = new Argument<string[]>("CHECK")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = $"Only these, also with wildcards: {string.Join(", ", Diagnosis.Names)}.",
        };
        var repair = new Option<bool>("--repair") { Description = "Mend what can be mended without losing anything." };
        var full = new Option<bool>("--full") { Description = "Compare the files of models, slots and checkpoints with their hashes too." };
        return new Command("doctor",
            "Looks at all that ModelOps needs, and says what to do about what isn't well.") { checks, repair, full }
            .Does((context, cancellation) =>
            {
                var names = context.Get(checks);
                var options = new DiagnosisOptions { Repair = context.Get(repair), Full = context.Get(full), Checks = names.Length > 0 ? names : null };
                var findings = context.Output.WithProgress(
                    "Looking", progress => new Diagnosis(context.Home).Run(options, progress, cancellation));
                foreach (var finding in findings)
                    Show(context.Output, finding);
                context.Output.Result(findings, HostJson.Default.IReadOnlyListModelOpsFinding);
                return Task.FromResult(findings.Any(f => f.Status == FindingStatus.Error) ? ExitCodes.Failed : ExitCodes.Ok);
            });
    }

    private static void Show(CommandOutput output, ModelOpsFinding finding)
    {
        var (word, style) = finding switch
        {
            { Repaired: true, Status: FindingStatus.Ok } => ("mended", "green"),
            { Status: FindingStatus.Ok } => ("ok", "grey"),
            { Status: FindingStatus.Warning } => ("warning", "yellow"),
            _ => ("error", "red"),
        };
        output.Styled(style, $"{word,-8}{finding.Check,-10} {finding.Message}");
        if (finding.Advice is { } advice)
            output.Line($"{"",-19}{advice}");
    }
}
