namespace ModelOps.Core;

/// <summary>Paths in the registry: relative to the home, with '/', where they are under it, so that a home can be moved.</summary>
internal static class RegistryPaths
{
    public static string ToStored(this ModelOpsHome home, string path)
    {
        var relative = Path.GetRelativePath(home.Path, path);
        bool inside = !Path.IsPathRooted(relative) && relative != ".."
            && !relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        return inside ? relative.Replace(Path.DirectorySeparatorChar, '/') : path;
    }

    public static string FromStored(this ModelOpsHome home, string stored)
    {
        if (Path.IsPathRooted(stored))
            return stored;
        return Path.Combine(home.Path, Path.DirectorySeparatorChar == '/' ? stored : stored.Replace('/', Path.DirectorySeparatorChar));
    }
}
