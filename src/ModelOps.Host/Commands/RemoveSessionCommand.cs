using System.CommandLine;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class RemoveSessionCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("SESSION") { Description = "Session: its id or the beginning of it." };
        return new Command("remove-session",
            "Deletes a training that has ended, with its log, metrics and checkpoints; cancels one that waits.") { id }
            .Does(context =>
            {
                var session = context.Workspace.Sessions.Get(context.Get(id));
                if (context.Workspace.Trainings.Remove(session.Id) is { } cancelled)
                {
                    SessionLine.Write(context, cancelled);
                    return;
                }
                context.Output.Line($"removed session {session.ShortId} ({session.ProfileName})");
                context.Output.Result(new Removal(session.Id), HostJson.Default.Removal);
            });
    }
}
