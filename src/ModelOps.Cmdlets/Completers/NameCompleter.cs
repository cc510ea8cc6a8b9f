using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>A name that can be completed, and what to say about it.</summary>
/// <param name="Text">What is put in.</param>
/// <param name="ToolTip">What is said of it.</param>
/// <param name="Name">Another name of the same thing, which finds it too.</param>
public readonly record struct Completion(string Text, string ToolTip, string? Name = null);

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
            var word = Unquoted(wordToComplete);
            var pattern = Beginning(word);
            var home = ModelOpsHome.Resolve(HomePath.Resolve(ShellLocation));
            using var workspace = Workspace.OpenExisting(home.Path);
            var completions = workspace is null ? FindWithoutRegistry(home) : Find(workspace, fakeBoundParameters, word);
            return (from c in completions
                    let byText = pattern.IsMatch(c.Text)
                    where byText || (c.Name is { } name && pattern.IsMatch(name))
                    select Result(c, byName: !byText)).Take(Limit).ToList();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return [];
        }
    }

    /// <summary>The names, in the order to offer them. <paramref name="bound"/> holds the parameters given so far.</summary>
    protected abstract IEnumerable<Completion> Find(Workspace workspace, IDictionary bound);

    /// <summary>
    /// As <see cref="Find(Workspace, IDictionary)"/>, for a list that is too long to be gone through: those that begin with the word.
    /// </summary>
    protected virtual IEnumerable<Completion> Find(Workspace workspace, IDictionary bound, string word) => Find(workspace, bound);

    /// <summary>What can be offered for a home that has no registry yet.</summary>
    protected virtual IEnumerable<Completion> FindWithoutRegistry(ModelOpsHome home) => [];

    /// <summary>What was typed so far without its quotes: those around it, and the doubled ones in it.</summary>
    private static string Unquoted(string word)
    {
        if (word is not ['\'' or '"', ..])
            return word;
        char quote = word[0];
        var inner = word.Length > 1 && word[^1] == quote ? word[1..^1] : word[1..];
        return inner.Replace($"{quote}{quote}", $"{quote}", StringComparison.Ordinal);
    }

    /// <summary>Names that begin so. Wildcards are * and ? alone: a bracket in a name is one.</summary>
    private static WildcardPattern Beginning(string word)
    {
        var escaped = word.Replace("`", "``", StringComparison.Ordinal).Replace("[", "`[", StringComparison.Ordinal)
            .Replace("]", "`]", StringComparison.Ordinal);
        return WildcardPattern.Get(escaped + "*", WildcardOptions.IgnoreCase);
    }

    private static string ShellLocation()
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddScript("$ExecutionContext.SessionState.Path.CurrentFileSystemLocation.ProviderPath").Invoke<string>()[0];
    }

    private static CompletionResult Result(Completion completion, bool byName) =>
        new(Quoted(completion.Text), byName ? $"{completion.Text} ({completion.Name})" : completion.Text,
            CompletionResultType.ParameterValue, completion.ToolTip);

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
