using System.CommandLine;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class ListSessionsCommand
{
    public static Command Create()
    {
        var state = Choice.Of<SessionState>("--state", "Only sessions in this state.");
        var profile = new Option<string?>("--profile") { HelpName = "NAME", Description = "Only sessions of this profile." };
        var newest = Choice.Number("--newest", "N", "Only the newest N.", least: 1);
        var (queued, active, finished) = SessionGroups.Options();
        return new Command("list-sessions", "Lists training sessions, newest first.")
        {
            state, queued, active, finished, profile, newest,
        }.Does(context =>
        {
            var sessions = context.Workspace.Sessions.Find(new()
            {
                States = SessionGroups.States(context, state, queued, active, finished),
                Profile = context.Get(profile),
                Newest = context.Get(newest),
            });
            context.Output.List(Lists.Of(sessions), "No sessions. Start one with modelops train.");
            context.Output.Result(sessions, HostJson.Default.IReadOnlyListTrainingSession);
        });
    }
}
