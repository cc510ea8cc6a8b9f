using ModelOps.Host;
using ModelOps.Training;

// A worker is started by other commands, never typed: it goes past the command line's parser, for a quick first step.
return args is ["worker", var session] ? TrainingWorker.RunProcess(null, session) : await CommandLine.RunAsync(args);
