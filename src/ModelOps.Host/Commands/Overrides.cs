using System.CommandLine;
using ModelOps.Core;

namespace ModelOps.Host.Commands;

/// <summary>--set key=value: a profile's keys by path.</summary>
internal static class Overrides
{
    public static Option<string[]> Option() => new("--set")
    {
        HelpName = "KEY=VALUE",
        Description = "Sets a key of the profile by its path (optimizer.lr=0.01); can be given several times, the last one counts.",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Option<string[]> Removal() => new("--unset")
    {
        HelpName = "KEY",
        Description = "Takes a key out of the file, which gives it its default; can be given several times.",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Edits of a file: a key that is taken out has the value null.</summary>
    public static IReadOnlyDictionary<string, string?> Edits(string[]? settings, string[]? removed)
    {
        var edits = Parse(settings).ToDictionary(s => s.Key, s => (string?)s.Value, StringComparer.Ordinal);
        foreach (var key in removed ?? [])
            edits[key.Trim()] = null;
        return edits;
    }

    public static IReadOnlyDictionary<string, string> Parse(string[]? settings)
    {
        var overrides = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var setting in settings ?? [])
        {
            int equals = setting.IndexOf('=');
            if (equals <= 0)
                throw Error.Of(ErrorKind.InvalidInput, "OverrideInvalid", setting);
            overrides[setting[..equals].Trim()] = setting[(equals + 1)..].Trim();
        }
        return overrides;
    }
}
