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
