using ModelOps.Host;
using ModelOps.Training;

// A worker is on its way to the first optimizer step: it goes past the parser of the command line.
return args is ["worker", var session] && !session.StartsWith('-') ? TrainingWorker.RunProcess(home: null, session) : await CommandLine.RunAsync(args);
