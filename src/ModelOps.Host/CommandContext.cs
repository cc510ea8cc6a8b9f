using System.CommandLine;
using ModelOps.Core;
using ModelOps.Host.Output;

namespace ModelOps.Host;

/// <summary>What a command works with: its parsed arguments, the home (opened when first asked for) and the output.</summary>
internal sealed class CommandContext(ParseResult arguments) : IDisposable
{
    private Workspace? _workspace;

    public CommandOutput Output { get; } = new(arguments.GetValue(GlobalOptions.Json));

    /// <summary>The home, for what needs no registry.</summary>
    public ModelOpsHome Home => ModelOpsHome.Resolve(arguments.GetValue(GlobalOptions.Home));

    public Workspace Workspace
    {
        get
        {
            if (_workspace is null)
            {
                _workspace = Workspace.Open(arguments.GetValue(GlobalOptions.Home));
                WriteNotices(_workspace);
            }
            return _workspace;
        }
    }

    public T? Get<T>(Option<T> option) => arguments.GetValue(option);
    public T Get<T>(Argument<T> argument) => arguments.GetValue(argument)!;
    public bool Has(Option option) => arguments.GetResult(option) is { Implicit: false };

    /// <summary>A command to type next, with the home where this one was given one.</summary>
    public string CommandText(string command) =>
        arguments.GetValue(GlobalOptions.Home) is { } home ? $"modelops {command} --home {home}" : $"modelops {command}";

    private void WriteNotices(Workspace workspace)
    {
        foreach (var notice in workspace.TakeNotices())
            Output.Warning(notice);
    }

    public void Dispose()
    {
        if (_workspace is not { } workspace)
            return;
        WriteNotices(workspace);
        workspace.Dispose();
    }
}
