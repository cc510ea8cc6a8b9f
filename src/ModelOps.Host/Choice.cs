using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace ModelOps.Host;

/// <summary>Options whose mistakes are named in a user's words, not by types of .NET.</summary>
internal static class Choice
{
    /// <summary>One of an enumeration's values, in any case.</summary>
    public static Option<T?> Of<T>(string name, string description, bool required = false) where T : struct, Enum
    {
        var names = Enum.GetNames<T>().Select(n => n.ToLowerInvariant()).ToArray();
        return new(name)
        {
            HelpName = string.Join('|', names),
            Description = description,
            Required = required,
            CustomParser = result => Pick(result, name, names) is { } picked ? Enum.Parse<T>(picked, ignoreCase: true) : null,
        };
    }

    /// <summary>One of some words, in any case; null where it is not given and not <paramref name="required"/>.</summary>
    public static Option<string?> Of(string name, string description, string[] names, bool required = false) => new(name)
    {
        HelpName = string.Join('|', names),
        Description = description,
        Required = required,
        CustomParser = result => Pick(result, name, names),
    };

    /// <summary>One or more names or ids. None begins with a dash: such a word is an option that doesn't exist.</summary>
    public static Argument<string[]> Several(string name, string description)
    {
        var argument = new Argument<string[]>(name) { Description = description, Arity = ArgumentArity.OneOrMore };
        argument.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(t => t.Value.StartsWith('-')) is { } unknown)
                result.AddError($"There is no option '{unknown.Value}'.");
        });
        return argument;
    }

    /// <summary>A whole number of at least <paramref name="least"/>; null where it is not given.</summary>
    public static Option<T?> Number<T>(string name, string helpName, string description, T least) where T : struct, IBinaryInteger<T> => new(name)
    {
        HelpName = helpName,
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least)
                return number;
            result.AddError($"{name} can't be '{text}'. Give a whole number of {least} or more.");
            return null;
        },
    };

    /// <summary>Words, several of them with commas between or in repeated options; empty where none is given.</summary>
    public static Option<string[]> Words(string name, string helpName, string description) => new(name)
    {
        HelpName = helpName,
        Arity = ArgumentArity.OneOrMore,
        Description = description,
        CustomParser = result =>
        {
            var words = result.Tokens.SelectMany(t => t.Value.Split(',', StringSplitOptions.TrimEntries)).ToArray();
            if (words.Contains(""))
                result.AddError(
                    $"{name} can't be '{string.Join(' ', result.Tokens.Select(t => t.Value))}'. Give names with one comma between.");
            return words;
        },
    };

    /// <summary>--since: a moment, in UTC.</summary>
    public static Option<DateTime?> Since(string description) => new("--since")
    {
        HelpName = "TIME",
        Description = description + " (2026-01-31T12:00:00Z; local time without a zone).",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeLocal, out var time))
                return time;
            result.AddError($"--since can't be '{text}'. Give a date and time such as 2026-01-31T12:00:00Z.");
            return null;
        },
    };

    private static string? Pick(ArgumentResult result, string name, string[] names)
    {
        var text = result.Tokens[0].Value;
        if (names.FirstOrDefault(n => n.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } picked)
            return picked;
        result.AddError($"{name} can't be '{text}'. Use {string.Join(", ", names[..^1])} or {names[^1]}.");
        return null;
    }
}
