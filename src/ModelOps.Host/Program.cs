using System.Globalization;
using ModelOps.Core;
using ModelOps.Host;
using ModelOps.Training;

// What ModelOps itself starts goes past the parser of the command line: a worker is on its way to the first optimizer step, and what
// follows server-child is another program's command line.
int code = args switch
{
    ["worker", var session] when !session.StartsWith('-') => TrainingWorker.RunProcess(home: null, session),
    [WorkerSentinel.EndedCommand, var session, var exitCode] => WorkerSentinel.RunEnded(home: null, session, int.Parse(exitCode, CultureInfo.InvariantCulture)),
    [WorkerSentinel.AttendCommand, var session] => WorkerSentinel.RunAttendant(home: null, session),
    [ServerSupervisor.CommandName, var name] => ServerSupervisor.RunProcess(home: null, name),
    [DemoWorker.CommandName, var name] => DemoWorker.RunProcess(home: null, name, DemoPlayers.Create),
    [ServerChild.CommandName, .. var arguments] => ServerChild.Become(arguments),
    _ => await CommandLine.RunAsync(args),
};
if (TorchProcess.IsCurrent || args is ["worker", ..])
    WorkerProcess.End(code);
return code;
