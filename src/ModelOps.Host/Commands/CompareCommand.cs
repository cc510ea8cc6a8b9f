using System.CommandLine;
using System.Globalization;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

/// <summary>A line of a comparison: values are in the order of the models, as text.</summary>
internal sealed record ComparisonLine(ModelComparisonKind Kind, string Name, IReadOnlyList<string?> Values, bool Differs);

/// <summary>A line of a ranking.</summary>
internal sealed record RankingLine(
    int? Place, string ModelId, string ShortId, string Name, string Metric, double? Value, IReadOnlyDictionary<string, string?> Settings, string? Note);

internal static class CompareCommand
{
    public static Command Create()
    {
        var ids = Choice.Several("MODEL", "Models: their ids or the beginnings of them, or their names.");
        var metric = new Option<string?>("--metric") { HelpName = "NAME", Description = "Put them in the order of this metric, the best first." };
        var all = new Option<bool>("--all") { Description = "Show also what is the same for all." };
        return new Command("compare", "Shows what differs between models: facts, metrics and settings.") { ids, metric, all }.Does(context =>
        {
            if (context.Get(metric) is { } name)
                Rank(context, context.Get(ids), name);
            else
                Compare(context, context.Get(ids), context.Get(all));
        });
    }

    private static void Compare(CommandContext context, string[] ids, bool includeEqual)
    {
        var models = ids.Select(context.Workspace.Models.Get).DistinctBy(m => m.Id).ToList();
        IReadOnlyList<ComparisonLine> lines = [.. context.Workspace.Models.Compare([.. models.Select(m => m.Id)], includeEqual)
            .Select(c => new ComparisonLine(c.Kind, c.Name, [.. c.Values.Select(Text)], c.Differs))];
        var table = new TextTable(["what", "name", .. models.Select(m => m.ShortId)]);
        foreach (var line in lines)
            table.Row([Show.State(line.Kind), line.Name, .. line.Values.Select(v => v ?? "-")]);
        context.Output.List(table, "No difference.");
        context.Output.Result(lines, HostJson.Default.IReadOnlyListComparisonLine);
    }

    private static void Rank(CommandContext context, string[] ids, string metric)
    {
        IReadOnlyList<RankingLine> lines = [.. context.Workspace.Models.Rank(ids, metric).Select(r => new RankingLine(
            r.Place, r.Model.Id, r.Model.ShortId, r.Model.Name, r.Metric, r.Value, r.Settings.ToDictionary(s => s.Key, s => s.Value), r.Note))];
        foreach (var note in lines.Select(l => l.Note).OfType<string>())
            context.Output.Warning(note);
        var table = new TextTable(">place", "model", "name", ">" + metric, "settings");
        foreach (var line in lines)
        {
            table.Row(Text(line.Place) ?? "-", line.ShortId, line.Name, line.Value is { } value ? Show.Metric(metric, value) : "-",
                string.Join("  ", line.Settings.Select(s => $"{s.Key}={s.Value ?? "null"}")));
        }
        context.Output.Table(table);
        context.Output.Result(lines, HostJson.Default.IReadOnlyListRankingLine);
    }

    private static string? Text(object? value) => value switch
    {
        null => null,
        Enum name => name.ToString().ToLowerInvariant(),
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
