using System.CommandLine;

namespace ModelOps.Host;

/// <summary>An option whose value is one of an enumeration's, in any case.</summary>
internal static class Choice
{
    public static Option<T?> Option<T>(string name, string description, bool required = false) where T : struct, Enum
    {
        var names = Enum.GetNames<T>().Select(n => n.ToLowerInvariant()).ToArray();
        return new Option<T?>(name)
        {
            HelpName = string.Join('|', names),
            Description = description,
            Required = required,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (names.Contains(text, StringComparer.OrdinalIgnoreCase))
                    return Enum.Parse<T>(text, ignoreCase: true);
                result.AddError($"{name} can't be '{text}'. Use {string.Join(", ", names[..^1])} or {names[^1]}.");
                return null;
            },
        };
    }
}
