using System.CommandLine;
using ModelOps.Core;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

/// <summary>servers: what serves models, and its control.</summary>
internal static class ServersCommand
{
    /// <summary>Lines of a log that are shown by default.</summary>
    private const int UsualLines = 50;

    public static Command Create()
    {
        var command = new Command("servers", "Keeps model servers: llama-server processes that serve GGUF models.")
        {
            ListSubcommand(), ServerStartCommand.Create(), Wait(), Restart(), Stop(), Logs(), Remove(), ServersUseCommand.Create(),
        };
        return command.Does(context => List(context, null));
    }

    public static Argument<string> NameArgument() => new("NAME") { Description = "Name of a server." };

    /// <summary>A server as it is: a line for people, the server with --json.</summary>
    public static void Write(CommandContext context, ModelServer server)
    {
        var loaded = server.State == ModelServerState.Ready && server.LoadTime is { } time ? $", loaded in {Show.Duration(time)}" : "";
        context.Output.Line(
            $"server {server.Name}: {Show.State(server.State)}{(server.Url is { } url && server.IsActive ? $" at {url}" : "")}{loaded}");
        context.Output.Result(server, HostJson.Default.ModelServer);
    }

    private static Command ListSubcommand()
    {
        var pattern = new Argument<string?>("PATTERN") { Arity = ArgumentArity.ZeroOrOne, Description = "Name or wildcard (* and ?)." };
        return new Command("list", "Lists servers.") { pattern }.Does(context => List(context, context.Get(pattern)));
    }

    private static Command Wait()
    {
        var name = NameArgument();
        var limit = Choice.Number("--timeout", "SECONDS", "Wait at most so long; by default as long as it may take to start.", least: 0);
        return new Command("wait", "Waits until a server is ready.") { name, limit }.Does(async (context, cancellation) =>
        {
            TimeSpan? most = context.Get(limit) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
            Write(context, await context.Workspace.Servers.WaitAsync(context.Get(name), most, cancellation));
            return ExitCodes.Ok;
        });
    }

    private static Command Restart()
    {
        var name = NameArgument();
        return new Command("restart", "Ends a server and starts it anew, or starts one that has ended.") { name }.Does(async (context, cancellation) =>
        {
            context.Workspace.Servers.Restart(context.Get(name));
            Write(context, await context.Workspace.Servers.WaitAsync(context.Get(name), cancellation: cancellation));
            return ExitCodes.Ok;
        });
    }

    private static Command Stop()
    {
        var name = new Argument<string?>("NAME") { Arity = ArgumentArity.ZeroOrOne, Description = "Name of a server." };
        var all = new Option<bool>("--all") { Description = "Stop all of them." };
        var force = new Option<bool>("--force") { Description = "Kill at once." };
        return new Command("stop", "Stops a server, with all its processes.") { name, all, force }.Does(async (context, cancellation) =>
        {
            var servers = context.Workspace.Servers;
            if (context.Get(name) is { } one)
            {
                Write(context, await servers.StopAsync(one, context.Get(force), cancellation));
                return ExitCodes.Ok;
            }
            if (!context.Get(all))
                throw Error.Of(ErrorKind.InvalidInput, "ServerNotNamedToStop");
            var ended = await servers.StopAllAsync(context.Get(force), cancellation);
            context.Output.List(Lists.Of(ended), "No server was running.");
            context.Output.Result(ended, HostJson.Default.IReadOnlyListModelServer);
            return ExitCodes.Ok;
        });
    }

    private static Command Logs()
    {
        var name = NameArgument();
        var tail = Choice.Number("--tail", "N", "Only the last N lines; 50 by default.", least: 1);
        var follow = new Option<bool>("--follow") { Description = "Go on until the server ends, or until Ctrl+C." };
        return new Command("logs", "Shows the last lines of a server's log.") { name, tail, follow }.Does(async (context, cancellation) =>
        {
            int count = context.Get(tail) ?? UsualLines;
            var lines = new List<string>();
            void Add(string line)
            {
                context.Output.Line(line);
                lines.Add(line);
            }

            if (context.Get(follow))
            {
                await foreach (var line in context.Workspace.Servers.FollowLogAsync(context.Get(name), count, cancellation))
                    Add(line);
            }
            else
            {
                context.Workspace.Servers.ReadLog(context.Get(name), count).ToList().ForEach(Add);
            }
            context.Output.Result(lines, HostJson.Default.IReadOnlyListString);
            return ExitCodes.Ok;
        });
    }

    private static Command Remove()
    {
        var name = NameArgument();
        return new Command("remove", "Forgets a server that has ended, and its logs.") { name }.Does(context =>
        {
            context.Workspace.Servers.Remove(context.Get(name));
            context.Output.Line($"removed server {context.Get(name)}");
            context.Output.Result(new Removal(context.Get(name)), HostJson.Default.Removal);
        });
    }

    private static void List(CommandContext context, string? pattern)
    {
        var servers = context.Workspace.Servers.Find(pattern);
        context.Output.List(Lists.Of(servers), pattern is null
            ? "No servers. Start one with modelops servers start MODEL."
            : $"No server's name is like '{pattern}'.");
        context.Output.Result(servers, HostJson.Default.IReadOnlyListModelServer);
    }
}
