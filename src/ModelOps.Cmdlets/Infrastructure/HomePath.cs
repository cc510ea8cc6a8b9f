namespace ModelOps.Cmdlets;

/// <summary>
/// The home as a shell means it: a relative MODELOPS_HOME counts from the shell's location, as for a program started there.
/// </summary>
internal static class HomePath
{
    /// <summary>
    /// Absolute path, or null where MODELOPS_HOME is not set and the default applies. The location is asked for only if needed.
    /// </summary>
    public static string? Resolve(Func<string> location)
    {
        var home = Environment.GetEnvironmentVariable("MODELOPS_HOME");
        return string.IsNullOrWhiteSpace(home) ? null : Path.IsPathFullyQualified(home) ? home : Path.GetFullPath(home, location());
    }
}
