using System.CommandLine;
using System.CommandLine.Help;
using ModelOps.Core;
using ModelOps.Host.Commands;
using ModelOps.Host.Output;

namespace ModelOps.Host;

/// <summary>The commands of `modelops`, and how a command line becomes an exit code.</summary>
internal static class CommandLine
{
    public static Command Root() => new(
        "modelops", "Takes a model through its life: import data, train, resume, keep, export.\n\n" + ExitCodes.Help)
    {
        GlobalOptions.Home,
        GlobalOptions.Json,
        new HelpOption { Recursive = true },
        QuickstartCommand.Create(),
        ImportDatasetCommand.Create(),
        DatasetsCommand.Create(),
        ProfilesCommand.Create(),
        TrainCommand.Create(),
        ResumeCommand.Create(),
        PauseCommand.Create(),
        SetCommand.Create(),
        StopCommand.Create(),
        CancelCommand.Create(),
        QueueCommand.Create(),
        StatusCommand.Create(),
        ListSessionsCommand.Create(),
        RemoveSessionCommand.Create(),
        MetricsCommand.Create(),
        LogsCommand.Create(),
        ChartCommand.Create(),
        ImportModelCommand.Create(),
        ScanCommand.Create(),
        ListModelsCommand.Create(),
        ModelInfoCommand.Create(),
        SetModelCommand.Create(),
        TestModelCommand.Create(),
        CompareCommand.Create(),
        RemoveModelCommand.Create(),
        SlotsCommand.Create(),
        ServersCommand.Create(),
        ChatCommand.Create(),
        ExportCommand.Create(),
        EvaluateCommand.Create(),
        DemoCommand.Create(),
        SettingsCommand.Create(),
        DeviceCommand.Create(),
        DoctorCommand.Create(),
        BenchCommand.Create(),
        VersionCommand.Create(),
        RunWorkerCommand.Create(),
    };

    public static async Task<int> RunAsync(string[] args)
    {
        ReaderAwareStream.Watch();
        var root = Root();
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
            return Refuse(parsed, args.Contains("--json"));
        // Commands hear signals themselves: without a limit here, a training has the time to save.
        return await parsed.InvokeAsync(
            new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
    }

    /// <summary>Says what is wrong with a command line, with the nearest names of commands and options.</summary>
    private static int Refuse(ParseResult parsed, bool json)
    {
        var command = parsed.CommandResult.Command;
        var words = new List<string> { command.Name };
        for (var parent = command.Parents.FirstOrDefault(); parent is not null; parent = parent.Parents.FirstOrDefault())
            words.Insert(0, parent.Name);
        var message = parsed.UnmatchedTokens is [var unknown, ..] && Suggestion(command, unknown) is { } hint
            ? hint
            : string.Join(" ", parsed.Errors.Select(e => e.Message).Distinct());
        var error = Error.Of(ErrorKind.InvalidInput, "CommandLineInvalid", string.Join(' ', words), message);
        return ErrorReport.Write(error, new CommandOutput(json));
    }

    private static string? Suggestion(Command command, string unknown)
    {
        bool isOption = unknown.StartsWith('-');
        if (!isOption && command.Subcommands.Count == 0)
            return null;
        var names = isOption
            ? command.Options.Concat(command.Parents.OfType<Command>().SelectMany(p => p.Options.Where(o => o.Recursive))).Select(o => o.Name)
            : command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name);
        return $"There is no {(isOption ? "option" : "command")} '{unknown}'. {NearestNames.Hint(unknown, names)}";
    }
}
