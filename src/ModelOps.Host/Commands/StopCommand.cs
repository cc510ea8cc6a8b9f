using System.CommandLine;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class StopCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("SESSION") { Description = "Session: its id or the beginning of it." };
        var force = new Option<bool>("--force") { Description = "Cancel without saving; a worker that does not answer is killed." };
        return new Command("stop", "Asks a training to save and stop, and waits until it has.") { id, force }.Does(async (context, cancellation) =>
        {
            var session = await context.Workspace.Trainings.StopAsync(context.Get(id), context.Get(force), cancellation);
            context.Output.Line($"session {session.ShortId}: {Show.State(session.State)} at step {session.Step} of {session.TotalSteps}");
            context.Output.Result(session, HostJson.Default.TrainingSession);
            return ExitCodes.Ok;
        });
    }
}
