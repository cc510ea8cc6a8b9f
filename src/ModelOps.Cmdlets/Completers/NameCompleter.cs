using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>A name that can be completed, and what to say about it.</summary>
public readonly record struct Completion(string Text, string ToolTip);

/// <summary>
/// Completes names out of the registry. It makes and repairs nothing and never fails: where something is wrong it offers nothing, and
/// the cmdlet that is run afterwards says what it is.
/// </summary>
public abstract partial class NameCompleter : IArgumentCompleter
{
    /// <summary>At most so many are offered; a list that nobody reads costs time at every key.</summary>
    private const int Limit = 500;

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            var pattern = WildcardPattern.Get(wordToComplete.Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
            var home = ModelOpsHome.Resolve(HomePath.Resolve(ShellLocation));
            using var workspace = Workspace.OpenExisting(home.Path);
            return (workspace is null ? FindWithoutRegistry(home) : Find(workspace, fakeBoundParameters))
                .Where(c => pattern.IsMatch(c.Text)).Take(Limit).Select(Result).ToList();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return [];
        }
    }

    /// <summary>The names, in the order to offer them. <paramref name="bound"/> holds the parameters given so far.</summary>
    protected abstract IEnumerable<Completion> Find(Workspace workspace, IDictionary bound);

    /// <summary>What can be offered for a home that has no registry yet.</summary>
    protected virtual IEnumerable<Completion> FindWithoutRegistry(ModelOpsHome home) => [];

    private static string ShellLocation()
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddScript("$ExecutionContext.SessionState.Path.CurrentFileSystemLocation.ProviderPath").Invoke<string>()[0];
    }

    private static CompletionResult Result(Completion completion) =>
        new(Quoted(completion.Text), completion.Text, CompletionResultType.ParameterValue, completion.ToolTip);

    /// <summary>As it has to be typed: in quotes where it has special characters, or where a list would take an id for a number.</summary>
    private static string Quoted(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') && !Number().IsMatch(text)
            ? text
            : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>
    /// The numbers of PowerShell that are made of hexadecimal digits: 1234, 12e34, and with the suffix of a decimal number 12d.
    /// </summary>
    [GeneratedRegex("^[0-9]+(e[0-9]+)?d?$", RegexOptions.IgnoreCase)]
    private static partial Regex Number();
}
