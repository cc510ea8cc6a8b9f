using System.CommandLine;
using System.Globalization;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class MetricsCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("SESSION") { Description = "Session: its id or the beginning of it." };
        var names = Choice.Words(
            "--name", "METRIC", "Only these metrics: several with commas between, or one at a time in repeated options.");
        var after = Choice.Number("--after-step", "STEP", "Only points after this step.", least: 0L);
        var latest = new Option<bool>("--latest") { Description = "Only the latest point of each metric." };
        return new Command("metrics", "Shows a session's metrics in order of step.") { id, names, after, latest }.Does(context =>
        {
            var session = context.Workspace.Sessions.Get(context.Get(id));
            var wanted = context.Get(names) is { Length: > 0 } list ? list : null;
            var points = context.Workspace.Metrics.Read(session.Id, wanted, context.Get(after) ?? -1, context.Get(latest));
            var table = new TextTable(">step", ">epoch", "metric", ">value", "time");
            foreach (var p in points)
            {
                table.Row(p.Step.ToString(CultureInfo.InvariantCulture), p.Epoch.ToString(CultureInfo.InvariantCulture), p.Name,
                    p.Value.ToString("R", CultureInfo.InvariantCulture), Show.Time(p.Time));
            }
            context.Output.List(table, "No metrics.");
            context.Output.Result(points, HostJson.Default.IReadOnlyListMetricPoint);
        });
    }
}
