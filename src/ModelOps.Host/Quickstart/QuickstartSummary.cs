using ModelOps.Host.Output;

namespace ModelOps.Host.Quickstart;

/// <summary>Tables of what a home holds: the newest few of each.</summary>
internal static class QuickstartSummary
{
    private const int Shown = 4;

    public static void Show(CommandContext context, ModelExport export)
    {
        var workspace = context.Workspace;
        var datasets = workspace.Datasets.Find();
        Section(context, "Datasets", "datasets", datasets.Count, Lists.Of(datasets.Take(Shown).ToList()));
        var sessions = workspace.Sessions.Find();
        Section(context, "Sessions", "list-sessions", sessions.Count, Lists.Of(sessions.Take(Shown).ToList()));
        var models = workspace.Models.Find();
        Section(context, "Models", "list-models", models.Count, Lists.Of(models.Take(Shown).ToList()));
        var slots = workspace.Slots.Find();
        Section(context, "Slots", "slots", slots.Count, Lists.Of(slots.Take(Shown).ToList()));
        var files = new TextTable("file", ">size")
            .Row(SampleFiles.Shown(export.Path), Output.Show.Bytes(export.Bytes))
            .Row(workspace.Home.RegistryFile, Output.Show.Bytes(new FileInfo(workspace.Home.RegistryFile).Length));
        Section(context, "Files", null, files.Count, files);
    }

    private static void Section(CommandContext context, string title, string? command, int count, TextTable table)
    {
        context.Output.Line();
        context.Output.Styled("bold", command is null ? title : $"{title} (modelops {command})");
        context.Output.Table(table);
        if (count > table.Count)
            context.Output.Line($"and {count - table.Count} more");
    }
}
