using System.CommandLine;
using ModelOps.Core;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class LogsCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("SESSION") { Description = "Session: its id or the beginning of it." };
        var tail = Choice.Number("--tail", "N", "Only the last N entries.", least: 1);
        var since = Choice.Since("Only entries since this moment");
        var follow = new Option<bool>("--follow") { Description = "Go on until the session ends." };
        return new Command("logs", "Shows a session's log.") { id, tail, since, follow }.Does(async (context, cancellation) =>
        {
            var session = context.Workspace.Sessions.Get(context.Get(id));
            var entries = context.Workspace.Logs.Read(session.Id, since: context.Get(since), tail: context.Get(tail)).ToList();
            entries.ForEach(e => Write(context.Output, e));
            if (context.Get(follow))
                await FollowAsync(context, session.Id, entries, cancellation);
            context.Output.Result(entries, HostJson.Default.IReadOnlyListTrainingLogEntry);
            return ExitCodes.Ok;
        });
    }

    private static async Task FollowAsync(
        CommandContext context, string sessionId, List<TrainingLogEntry> entries, CancellationToken cancellation)
    {
        bool ended;
        do
        {
            ended = context.Workspace.Sessions.Get(sessionId).State.IsFinal();
            long last = entries.Count > 0 ? entries[^1].Sequence : 0;
            foreach (var entry in context.Workspace.Logs.Read(sessionId, after: last))
            {
                Write(context.Output, entry);
                entries.Add(entry);
            }
            if (!ended)
                await Task.Delay(200, cancellation);
        }
        while (!ended);
    }

    private static void Write(CommandOutput output, TrainingLogEntry entry)
    {
        if (!output.IsJson)
            output.Line($"{Show.Time(entry.Time)}  {entry.Level,-11}  {entry.Message}");
    }
}
