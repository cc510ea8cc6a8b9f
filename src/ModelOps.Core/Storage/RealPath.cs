namespace ModelOps.Core;

/// <summary>Paths without links in them, so that two names of one folder are seen to be one.</summary>
internal static class RealPath
{
    /// <summary>The path with every link on its way followed; what isn't there, or can't be looked at, stays as it is.</summary>
    public static string Of(string path)
    {
        path = Path.GetFullPath(path);
        var root = Path.GetPathRoot(path)!;
        var real = root;
        foreach (var name in path[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
            real = Followed(Path.Combine(real, name));
        return real;
    }

    /// <summary>Whether a path is a folder or lies in it; both are real.</summary>
    public static bool IsWithin(string path, string folder) =>
        path == folder
        || path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string Followed(string path)
    {
        try
        {
            return new DirectoryInfo(path) is { LinkTarget: not null } link && link.ResolveLinkTarget(returnFinalTarget: true) is { } target
                ? Of(target.FullName)
                : path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return path;
        }
    }
}
