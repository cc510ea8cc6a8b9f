using System.CommandLine;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class PauseCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("SESSION") { Description = "Session: its id or the beginning of it." };
        return new Command("pause", "Holds a running training at its next step; resume lets it go on.") { id }.Does(async (context, cancellation) =>
        {
            var session = await context.Workspace.Trainings.PauseAsync(context.Get(id), cancellation);
            SessionLine.Write(context, session);
            return ExitCodes.Ok;
        });
    }
}
