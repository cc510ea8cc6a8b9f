using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Names as users give them to Get- and Remove- cmdlets: exact, or with PowerShell's wildcards.</summary>
internal static class Names
{
    /// <summary>The one of that name (or <paramref name="get"/>'s error), or all that match a wildcard, which may be none.</summary>
    public static IReadOnlyList<T> Select<T>(string name, Func<string, T> get, Func<IReadOnlyList<T>> all, Func<T, string> nameOf)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(name))
            return [get(WildcardPattern.Unescape(name))];
        var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
        return all().Where(item => pattern.IsMatch(nameOf(item))).ToList();
    }

    /// <summary>The names given; none given means all.</summary>
    public static IEnumerable<string> OrAll(IReadOnlyCollection<string>? names) => names is { Count: > 0 } ? names : ["*"];
}
