using System.IO.Enumeration;

namespace ModelOps.Core;

/// <summary>Names by wildcard.</summary>
internal static class Wildcard
{
    /// <summary>Whether a name matches a pattern with * and ?, letters of either case; null matches all.</summary>
    public static bool Matches(string? pattern, string name) =>
        pattern is null || FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: true);
}
