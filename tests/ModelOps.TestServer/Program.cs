using ModelOps.Core;
using ModelOps.TestServer;

// As `modelops` has them: what starts and keeps a server.
switch (args)
{
    case [ServerSupervisor.CommandName, var name]:
        return ServerSupervisor.RunProcess(home: null, name);
    case [ServerChild.CommandName, .. var arguments]:
        return ServerChild.Become(arguments);
    case ["wait"]:
        Thread.Sleep(Timeout.Infinite);
        return 0;
}

ServerOptions options;
try
{
    options = ServerOptions.Parse(args);
}
catch (FormatException error)
{
    Console.Error.WriteLine($"error: {error.Message}");
    return 1;
}
return new LlamaServer(options).Run();
