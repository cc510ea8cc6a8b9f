using System.CommandLine;
using System.Globalization;
using ModelOps.Core;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class MetricsCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    public static Command Create()
    {
        var id = new Argument<string>("SESSION") { Description = "Session: its id or the beginning of it." };
        var names = Choice.Words("--name", "METRIC",
            "Only these metrics, also with * and ?: several with commas between, or one at a time in repeated options.");
        var after = Choice.Number("--after-step", "STEP", "Only points after this step.", least: 0L);
        var since = Choice.Since("Only points since this moment");
        var tail = Choice.Number("--tail", "N", "Only the last N points.", least: 1);
        var latest = new Option<bool>("--latest") { Description = "Only the latest point of each metric." };
        var follow = new Option<bool>("--follow") { Description = "Go on until the session ends." };
        var command = new Command("metrics", "Shows a session's metrics in order of step.") { id, names, after, since, tail, latest, follow };
        command.Validators.Add(result =>
        {
            if (result.GetValue(latest) && new Option[] { since, tail, follow }.Any(o => result.GetResult(o) is { Implicit: false }))
                result.AddError("--latest goes without --since, --tail and --follow.");
        });
        return command.Does(async (context, cancellation) =>
        {
            var session = context.Workspace.Sessions.Get(context.Get(id)).Id;
            bool Wanted(MetricPoint point) => point.Step > (context.Get(after) ?? -1) && IsNamed(point.Name, context.Get(names));
            var (points, last) = context.Get(latest)
                ? (context.Workspace.Metrics.Read(session, latest: true), 0)
                : context.Workspace.Metrics.ReadWritten(session, since: context.Get(since));
            var shown = points.Where(Wanted).OrderBy(p => p.Step).TakeLast(context.Get(tail) ?? int.MaxValue).ToList();
            context.Output.List(Table(shown), "No metrics.");
            if (context.Get(follow))
                await FollowAsync(context, session, last, Wanted, shown, cancellation);
            context.Output.Result(shown, HostJson.Default.IReadOnlyListMetricPoint);
            return ExitCodes.Ok;
        });
    }

    private static bool IsNamed(string name, string[]? wanted) =>
        wanted is not { Length: > 0 } || wanted.Any(w => Wildcard.Matches(w, name));

    /// <summary>A line a point as they come, without headings; what was written before the end is read after it.</summary>
    private static async Task FollowAsync(
        CommandContext context, string session, long last, Func<MetricPoint, bool> wanted, List<MetricPoint> shown, CancellationToken cancellation)
    {
        bool ended;
        do
        {
            ended = context.Workspace.Sessions.Get(session).State.IsFinal();
            (var points, last) = context.Workspace.Metrics.ReadWritten(session, last);
            foreach (var point in points.Where(wanted))
            {
                if (!context.Output.IsJson)
                    context.Output.Line(string.Join("  ", Cells(point)));
                shown.Add(point);
            }
            if (!ended)
                await Task.Delay(Interval, cancellation);
        }
        while (!ended);
    }

    private static TextTable Table(List<MetricPoint> points)
    {
        var table = new TextTable(">step", ">epoch", "metric", ">value", "time");
        points.ForEach(p => table.Row(Cells(p)));
        return table;
    }

    private static string[] Cells(MetricPoint point) =>
    [
        point.Step.ToString(CultureInfo.InvariantCulture), point.Epoch.ToString(CultureInfo.InvariantCulture), point.Name,
        Show.Metric(point.Name, point.Value), Show.Time(point.Time),
    ];
}
