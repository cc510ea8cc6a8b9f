using ModelOps.Host;

return await CommandLine.RunAsync(args);
