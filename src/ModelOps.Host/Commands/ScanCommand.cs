using System.CommandLine;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

/// <summary>Keeps the registry in step with folders of models.</summary>
internal static class ScanCommand
{
    public static Command Create()
    {
        var folders = new Argument<string[]>("FOLDER")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "Folders to look through; without one, those of earlier scans.",
        };
        var flat = new Option<bool>("--no-recurse") { Description = "Don't look into folders within them." };
        var all = new Option<bool>("--all") { Description = "Show also what is as it was." };
        return new Command("scan", "Looks through folders for models and registers what is new, changed or gone.") { folders, flat, all }
            .Does((context, cancellation) =>
            {
                var scanner = context.Workspace.Scanner;
                var results = context.Output.WithProgress("scanning", progress => context.Get(folders) is { Length: > 0 } given
                    ? given.SelectMany(folder => scanner.Scan(folder, !context.Get(flat), progress, cancellation)).ToList()
                    : scanner.Rescan(progress, cancellation));
                IReadOnlyList<ModelScanResult> shown =
                    [.. results.Where(r => context.Get(all) || r.Status != ModelScanStatus.Unchanged)];
                if (shown.Count > 0)
                    context.Output.Table(Lists.Of(shown));
                var counts = results.GroupBy(r => r.Status).OrderBy(g => g.Key).Select(g => $"{g.Count()} {Show.State(g.Key)}");
                context.Output.Line(results.Count == 0 ? "Nothing found." : string.Join(", ", counts));
                context.Output.Result(shown, HostJson.Default.IReadOnlyListModelScanResult);
            });
    }
}
