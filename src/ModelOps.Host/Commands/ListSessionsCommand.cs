using System.CommandLine;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class ListSessionsCommand
{
    public static Command Create()
    {
        var state = Choice.Option<SessionState>("--state", "Only sessions in this state.");
        var profile = new Option<string?>("--profile") { HelpName = "NAME", Description = "Only sessions of this profile." };
        var newest = new Option<int?>("--newest") { HelpName = "N", Description = "Only the newest N." };
        return new Command("list-sessions", "Lists training sessions, newest first.") { state, profile, newest }.Does(context =>
        {
            var sessions = context.Workspace.Sessions.Find(context.Get(state), context.Get(profile), context.Get(newest));
            context.Output.List(Lists.Of(sessions), "No sessions. Start one with modelops train.");
            context.Output.Result(sessions, HostJson.Default.IReadOnlyListTrainingSession);
        });
    }
}
