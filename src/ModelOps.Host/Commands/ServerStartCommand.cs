using System.CommandLine;
using ModelOps.Core;

namespace ModelOps.Host.Commands;

/// <summary>servers start: serves a model, and waits until it is ready.</summary>
internal static class ServerStartCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "A GGUF file, a folder with one, or the id or name of a model." };
        var name = new Option<string?>("--name") { HelpName = "NAME", Description = "Name of the server; by default the file's." };
        var host = new Option<string?>("--host") { HelpName = "ADDRESS", Description = "Address to listen on; by default the setting server.host." };
        var port = Choice.Number(
            "--port", "PORT", "Port to listen on; by default the first free one of the setting server.ports.", least: 1);
        var context = Choice.Number("--context", "TOKENS", "Tokens of context; by default the model's own.", least: 1);
        var layers = Choice.Number("--gpu-layers", "N", "Layers on the GPU; by default llama-server's choice.", least: 0);
        var threads = Choice.Number("--threads", "N", "CPU threads; by default llama-server's choice.", least: 1);
        var start = Choice.Number("--start-limit", "SECONDS", "How long it may take to be ready.", least: 1);
        var idle = Choice.Number("--idle-limit", "SECONDS", "Stops after so long without a request; 0: never.", least: 0);
        var restarts = Choice.Number("--restart-limit", "N", "Crashes in a row after which it is given up.", least: 0);
        var detach = new Option<bool>("--detach") { Description = "Return at once; servers wait NAME waits." };
        var arguments = new Argument<string[]>("ARGUMENTS") { Arity = ArgumentArity.ZeroOrMore, Description = "Further arguments of llama-server, behind --." };
        return new Command("start", "Serves a model with llama-server.")
        {
            model, arguments, name, host, port, context, layers, threads, start, idle, restarts, detach,
        }.Does(async (c, cancellation) =>
        {
            var server = c.Workspace.Servers.Start(new ModelServerRequest
            {
                Model = LooksLikePath(c.Get(model)) ? Path.GetFullPath(c.Get(model)) : c.Get(model),
                Name = c.Get(name),
                HostName = c.Get(host),
                Port = c.Get(port),
                ContextLength = c.Get(context),
                GpuLayers = c.Get(layers),
                Threads = c.Get(threads),
                StartLimit = Seconds(c.Get(start)),
                IdleLimit = Seconds(c.Get(idle)),
                RestartLimit = c.Get(restarts),
                Arguments = c.Get(arguments),
            });
            if (!c.Get(detach))
                server = await c.Workspace.Servers.WaitAsync(server.Name, cancellation: cancellation);
            ServersCommand.Write(c, server);
            return ExitCodes.Ok;
        });
    }

    private static TimeSpan? Seconds(int? seconds) => seconds is { } s ? TimeSpan.FromSeconds(s) : null;

    private static bool LooksLikePath(string model) =>
        model.Contains('/') || model.Contains('\\') || model.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase);
}
