using System.CommandLine;
using ModelOps.Training;

namespace ModelOps.Host.Commands;

/// <summary>The process that a training runs in, started by train and resume. Without options it never comes here: see Program.</summary>
internal static class RunWorkerCommand
{
    public static Command Create()
    {
        var session = new Argument<string>("SESSION") { Description = "Full id of a queued session." };
        var command = new Command("worker", "Runs a training in this process; train and resume start it.") { session }.AsHidden();
        command.SetAction(arguments => TrainingWorker.RunProcess(arguments.GetValue(GlobalOptions.Home), arguments.GetValue(session)!));
        return command;
    }
}
