namespace ModelOps.Cmdlets;

/// <summary>Tells a profile's name from the path of a YAML file.</summary>
internal static class ProfilePath
{
    /// <summary>A name as it is; a path (with a separator, or ending in .yaml or .yml) as the file that the shell means by it.</summary>
    public static string Resolve(string nameOrPath, Func<string, string> resolve) =>
        nameOrPath.AsSpan().ContainsAny('/', '\\')
        || nameOrPath.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase)
        || nameOrPath.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)
            ? resolve(nameOrPath)
            : nameOrPath;
}
