using System.CommandLine;
using ModelOps.Host.Quickstart;

namespace ModelOps.Host.Commands;

internal static class QuickstartCommand
{
    public static Command Create()
    {
        var destination = new Option<string>("--destination") { HelpName = "DIR", Description = "Folder to export to.", DefaultValueFactory = _ => "out" };
        return new Command("quickstart",
            "Shows the life of a model on sample data: train, stop, resume, keep, export, load again.") { destination }
            .DoesUninterrupted(async context =>
            {
                try
                {
                    return await new QuickstartRun(context, context.Get(destination)!).RunAsync();
                }
                catch (QuickstartInterrupted e)
                {
                    context.Output.Line($"session {e.Session.ShortId} is stopped at step {e.Session.Step}; {context.CommandText($"resume {e.Session.ShortId}")} goes on");
                    return e.ExitCode;
                }
            });
    }
}
