using System.CommandLine;
using ModelOps.Host.Output;

namespace ModelOps.Host;

/// <summary>Gives a command its action: errors become messages and exit codes here, once for all commands.</summary>
internal static class CommandActions
{
    /// <summary>A command that ends with exit code 0 unless it throws.</summary>
    public static Command Does(this Command command, Action<CommandContext> action) => command.Does((context, _) => action(context));

    /// <summary>As above; Ctrl+C and SIGTERM cancel the token, and the exit code is 130 or 143 where that ends the action.</summary>
    public static Command Does(this Command command, Action<CommandContext, CancellationToken> action) =>
        command.Does(async (context, cancellation) =>
        {
            await Task.Run(() => action(context, cancellation), CancellationToken.None);
            return ExitCodes.Ok;
        });

    public static Command Does(this Command command, Func<CommandContext, CancellationToken, Task<int>> action)
    {
        command.SetAction((arguments, _) => RunAsync(arguments, async context =>
        {
            using var source = new CancellationTokenSource();
            using var interruption = new Interruption(_ => source.Cancel());
            try
            {
                return await action(context, source.Token);
            }
            catch (OperationCanceledException) when (interruption.ExitCode is { } code)
            {
                context.Output.Note("interrupted");
                return code;
            }
        }));
        return command;
    }

    /// <summary>A command that hears signals itself.</summary>
    public static Command DoesUninterrupted(this Command command, Func<CommandContext, Task<int>> action)
    {
        command.SetAction((arguments, _) => RunAsync(arguments, action));
        return command;
    }

    /// <summary>A command that works with libtorch: in a child process that was started with the environment for it.</summary>
    /// <param name="command">The command.</param>
    /// <param name="action">What the child does.</param>
    /// <param name="threads">Option that gives the number of threads.</param>
    /// <param name="usual">Threads where it gives none; 0: one a core.</param>
    public static Command DoesWithTorch(this Command command, Action<CommandContext> action, Option<int?>? threads = null, int usual = 0) =>
        command.DoesUninterrupted(context =>
        {
            if (!TorchProcess.IsCurrent)
                {
                int count = (threads is null ? null : context.Get(threads)) ?? (usual > 0 ? usual : Environment.ProcessorCount);
                return Task.FromResult(TorchProcess.Run(Environment.GetCommandLineArgs().Skip(1), count));
            }
            action(context);
            return Task.FromResult(ExitCodes.Ok);
        });

    /// <summary>A command that people don't type.</summary>
    public static Command AsHidden(this Command command)
    {
        command.Hidden = true;
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, Func<CommandContext, Task<int>> action)
    {
        using var context = new CommandContext(arguments);
        try
        {
            return await action(context);
        }
        catch (Exception e)
        {
            return ErrorReport.Write(e, context.Output);
        }
    }
}
