using ModelOps.Core;
using ModelOps.Host;
using ModelOps.Training;

// What ModelOps itself starts goes past the parser of the command line: a worker is on its way to the first optimizer step, and what
// follows server-child is another program's command line.
return args switch
{
    ["worker", var session] when !session.StartsWith('-') => TrainingWorker.RunProcess(home: null, session),
    [ServerSupervisor.CommandName, var name] => ServerSupervisor.RunProcess(home: null, name),
    [DemoWorker.CommandName, var name] => DemoWorker.RunProcess(home: null, name, DemoPlayers.Create),
    [ServerChild.CommandName, .. var arguments] => ServerChild.Become(arguments),
    _ => await CommandLine.RunAsync(args),
};
