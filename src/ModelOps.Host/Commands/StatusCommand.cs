using System.CommandLine;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class StatusCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("SESSION") { Description = "Session: its id or the beginning of it." };
        return new Command("status", "Shows one training session.") { id }.Does(context =>
        {
            var session = context.Workspace.Sessions.Get(context.Get(id));
            context.Output.Table(Details.Of(session));
            context.Output.Result(session, HostJson.Default.TrainingSession);
        });
    }
}
