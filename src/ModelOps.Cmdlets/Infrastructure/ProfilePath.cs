namespace ModelOps.Cmdlets;

/// <summary>Tells a name from the path of a file.</summary>
internal static class ProfilePath
{
    /// <summary>A name as it is; a path (with a separator, or ending in .yaml or .yml) as the file that the shell means by it.</summary>
    public static string Resolve(string nameOrPath, Func<string, string> resolve) => Resolve(nameOrPath, resolve, ".yaml", ".yml");

    /// <summary>As above, for files of other endings.</summary>
    public static string Resolve(string nameOrPath, Func<string, string> resolve, params string[] endings) =>
        nameOrPath.AsSpan().ContainsAny('/', '\\') || endings.Any(e => nameOrPath.EndsWith(e, StringComparison.OrdinalIgnoreCase))
            ? resolve(nameOrPath)
            : nameOrPath;
}
