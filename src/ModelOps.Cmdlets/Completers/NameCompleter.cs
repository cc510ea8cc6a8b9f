using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>A name that can be completed, and what to say about it.</summary>
public readonly record struct Completion(string Text, string ToolTip);

/// <summary>Completes names out of the registry. Only reads, never makes a home, never fails: where something is wrong it offers nothing.</summary>
public abstract class NameCompleter : IArgumentCompleter
{
    /// <summary>At most so many are offered; a list that nobody reads costs time at every key.</summary>
    private const int Limit = 500;

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            var pattern = WildcardPattern.Get(wordToComplete.Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
            using var workspace = OpenExisting();
            return (workspace is null ? WithoutWorkspace() : Find(workspace, fakeBoundParameters))
                .Where(c => pattern.IsMatch(c.Text)).Take(Limit)
                .Select(c => new CompletionResult(Quoted(c.Text), c.Text, CompletionResultType.ParameterValue, c.ToolTip)).ToList();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return [];
        }
    }

    /// <summary>The names there are, in the order to offer them. <paramref name="bound"/> holds the parameters given so far.</summary>
    protected abstract IEnumerable<Completion> Find(Workspace workspace, IDictionary bound);

    /// <summary>What can be offered where there is no registry yet.</summary>
    protected virtual IEnumerable<Completion> WithoutWorkspace() => [];

    private static Workspace? OpenExisting()
    {
        var paths = Runspace.DefaultRunspace?.SessionStateProxy.Path;
        var home = ModelOpsHome.Resolve(paths is null ? null : HomePath.Resolve(paths));
        return File.Exists(home.RegistryFile) ? Workspace.Open(home.Path) : null;
    }

    private static string Quoted(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
            ? text
            : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
