using System.CommandLine;
using ModelOps.Host.Progress;

namespace ModelOps.Host.Commands;

internal static class ResumeCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("SESSION") { Description = "Session: its id or the beginning of it." };
        var epochs = Choice.Number(
            "--epochs", "N", "Another number of epochs, above those that are trained; a completed training goes on too.", least: 1);
        var detach = new Option<bool>("--detach") { Description = "Return at once; the training goes on by itself." };
        return new Command("resume", "Resumes a stopped, interrupted or failed training exactly where its newest checkpoint left it, or a paused one.") { id, epochs, detach }
            .DoesUninterrupted(context =>
                ForegroundTraining.RunAsync(
                    context, () => context.Workspace.Trainings.Resume(context.Get(id), context.Get(epochs)), context.Get(detach)));
    }
}
