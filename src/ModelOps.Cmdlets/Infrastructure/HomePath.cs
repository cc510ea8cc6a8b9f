using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>The home as a shell means it: a relative MODELOPS_HOME counts from the shell's location, as it does for a program started there.</summary>
internal static class HomePath
{
    /// <summary>Absolute path, or null where MODELOPS_HOME is not set and the default applies.</summary>
    public static string? Resolve(PathIntrinsics paths)
    {
        var home = Environment.GetEnvironmentVariable("MODELOPS_HOME");
        return string.IsNullOrWhiteSpace(home) ? null : Path.GetFullPath(home, paths.CurrentFileSystemLocation.ProviderPath);
    }
}
