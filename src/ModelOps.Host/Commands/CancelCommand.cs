using System.CommandLine;

namespace ModelOps.Host.Commands;

internal static class CancelCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("SESSION") { Description = "Session: its id or the beginning of it." };
        return new Command("cancel", "Takes a training out of the queue, or ends a running one without saving.") { id }.Does(async (context, cancellation) =>
        {
            var session = await context.Workspace.Trainings.StopAsync(context.Get(id), force: true, cancellation);
            SessionLine.Write(context, session);
            return ExitCodes.Ok;
        });
    }
}
